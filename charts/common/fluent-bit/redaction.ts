import type { RedactPattern } from '../../../model/facts/redact-patterns';
import type { Redaction } from '../../../model/facts/redactions';
import type { LuaSettings } from './lua-settings';

/** What routers replace. */
export interface RedactionSettings {
  /** Kinds of personal data. */
  readonly redact: readonly Redaction[];
  /** Patterns of the environment's own. */
  readonly redactPatterns: readonly RedactPattern[];
}

/** Whether anything is replaced. */
export const isRedacting = ({ redact, redactPatterns }: RedactionSettings): boolean =>
  redact.length + redactPatterns.length > 0;

/** The settings of the Lua module. */
export const redactionLuaSettings = ({ redact, redactPatterns }: RedactionSettings): LuaSettings => ({
  redact,
  redact_names: redactPatterns.map(({ name }) => name),
  redact_patterns: redactPatterns.map(({ pattern }) => pattern),
});

/** The Lua module that redacts, and those that it requires, in `charts/common/fluent-bit/lua/`. */
export const REDACTION_MODULES = [
  'redaction.lua',
  'scan.lua',
  'encodings.lua',
  'kinds.lua',
  'emails.lua',
  'patterns.lua',
  'cards.lua',
  'secrets.lua',
] as const;

/** A separator between groups of digits. */
const GAP = '[-+\\s]?';

/** An issuer's prefix of four digits, and three groups of four. */
const CARD_OF_16 = `(?:4\\d{3}|5[1-5]\\d\\d|2[2-7]\\d\\d|35\\d\\d|6(?:011|2\\d\\d|4[4-9]\\d|5\\d\\d))(?:${GAP}\\d{4}){3}`;
/** American Express, and Diners Club. */
const CARD_OF_14 = `3(?:[47]\\d\\d${GAP}\\d{6}${GAP}\\d|(?:0[0-5]|[68]\\d)\\d${GAP}\\d{6}${GAP})\\d{4}`;

/**
 * The kinds as regular expressions (Onigmo), for a router without Lua: without blanks, because conditions of `modify` cannot
 * hold one, and short, because its configuration is. They find a little more than the Lua, which checks sums.
 * https://github.com/k-takata/Onigmo/blob/master/doc/RE
 */
export const EXPRESSIONS: Readonly<Record<Redaction, string>> = {
  email: '[\\w.+-](?:@|%(?:25)*40|&#(?:64|x40);)[\\w-]+(?:(?:\\.|%2[Ee])[\\w-]+)*(?:\\.|%2[Ee])[A-Za-z]{2}',
  'credit-card': `(?<![\\w.-])(?:${CARD_OF_16}|${CARD_OF_14})(?![\\w-])`,
  ssn: '(?<![\\w-])(?!000|666|9)\\d{3}(?:-|%2[Dd])(?!00)\\d\\d(?:-|%2[Dd])(?!0000)\\d{4}(?![\\w-])',
  'bearer-token':
    '[Bb]earer(?:\\s|%20)(?=[a-zA-Z.~+/_-]*\\d)[\\w.~+/-]{16}|uthorization\\W+[Bb]asic\\s|eyJ[\\w-]{9,}\\.[\\w-]',
  'aws-key': '(?<!\\w)A[KS]IA[A-Z2-7]{16}(?!\\w)|(?:[Ss]ecret\\w*[Kk]ey|SECRET\\w*KEY)\\W+[\\w+/]{40}(?!\\w)',
  'private-key': '-----BEGIN[A-Z\\s]+PRIVATE\\sKEY',
  iban: '(?<!\\w)[A-Z]{2}\\d\\d(?:\\s?[A-Z\\d]{4}){2,7}\\s?[A-Z\\d]{2,4}(?!\\w)',
  'ip-address':
    '(?<![\\w.])(?:\\d{1,3}\\.){3}\\d{1,3}(?![\\w.])|(?<![\\w:])(?:(?:[\\da-f]{0,4}:)+(?::[\\da-f]{1,4})+|(?:[\\da-f]{1,4}:){7}[\\da-f]{1,4})(?!\\w)',
};
