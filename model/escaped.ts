/** A text for an expression that finds it as it is. `RegExp.escape` came with Node 24. https://tc39.es/ecma262/#sec-regexp.escape */
export const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
