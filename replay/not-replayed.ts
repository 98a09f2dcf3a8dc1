/** Why something is not replayed: a part of a report, and no error of the program. */
export class NotReplayed extends Error {}
