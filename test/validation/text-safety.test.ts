import fc from 'fast-check';
import { z } from 'zod';
import { environmentSchema } from '../../model/schema/environment';
import { overlays } from '../../overlays';
import { china, everything, govCloud, minimal } from '../support/environments';

interface Text {
  path: string;
  schema: z.core.$ZodType;
  pattern: string | undefined;
}

/** Every schema of a text in the overlay schema, with its path; keys of maps too. */
function texts(): Text[] {
  // A schema comes after those that it was cloned from, at the same path: the last one is the whole of it.
  const found = new Map<string, Text>();
  z.toJSONSchema(environmentSchema, {
    io: 'input',
    override: ({ zodSchema, jsonSchema, path }) => {
      const text = { path: path.join('/'), schema: zodSchema, pattern: jsonSchema.pattern };
      if (zodSchema._zod.def.type === 'string') found.set(text.path, text);
    },
  });
  return [...found.values()];
}

/** Values of the schema: any text of any overlay that it takes, and texts made from its pattern. */
function samples(schema: z.core.$ZodType, pattern: string | undefined): string[] {
  const written = strings([overlays, everything, minimal, govCloud, china]);
  const made =
    pattern === undefined || pattern.includes('(?!')
      ? []
      : fc.sample(fc.stringMatching(new RegExp(pattern)), { numRuns: 20, seed: 1 });
  return [...new Set([...written, ...made, ...KNOWN])].filter((text) => z.safeParse(schema, text).success);
}

/** Values of settings that no overlay of ours gives. */
const KNOWN = ['team', '/eks/tictactoe', 'example-bucket', 'docker.io/grafana/alloy:v1.18.1'];

const strings = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
};

/** What could end a string, a line or a value in a generated configuration, or put something into it. */
const DANGEROUS = ['"', "'", '`', '\n', '\r', '\0', '\u2028', '${X}', '$(X)', '{{ x }}', '\\', '#{x}', '\t'];

test.each(texts().map((text) => [text.path, text] as const))(
  '%s takes nothing that breaks out',
  (_, { schema, pattern }) => {
    const taken = samples(schema, pattern);
    expect(taken.length).toBeGreaterThan(0);
    const broken = taken.flatMap((text) => DANGEROUS.flatMap((danger) => insertions(text, danger)));
    expect(broken.filter((text) => z.safeParse(schema, text).success)).toEqual([]);
  },
);

/** A text with another one in it: at its beginning, middle and end. */
const insertions = (text: string, inserted: string): string[] =>
  [0, 1, Math.floor(text.length / 2), text.length].map((at) => text.slice(0, at) + inserted + text.slice(at));

test('the walk finds what it should', () => {
  const paths = texts().map(({ path }) => path);
  expect(paths.length).toBeGreaterThan(30);
  expect(paths.filter((path) => path.includes('logGroupName'))).toHaveLength(1);
  expect(paths.filter((path) => path.includes('oneOf'))).not.toHaveLength(0);
});
