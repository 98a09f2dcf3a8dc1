/** Why a state is not replayed: a line of the report, and no error of the program. */
export class NotReplayed extends Error {}
