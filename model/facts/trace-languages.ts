/** Languages whose stack traces can be joined; the frames of Kotlin and Scala are those of Java. */
export const TRACE_LANGUAGES = ['java', 'python', 'go', 'dotnet', 'node', 'ruby', 'php', 'rust'] as const;

/** A language of a stack trace. */
export type TraceLanguage = (typeof TRACE_LANGUAGES)[number];
