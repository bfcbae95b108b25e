import type { Document } from '../values/document.ts'

/** A stage takes documents and yields documents; it never changes the ones it was given. */
export type Stage = (documents: Iterable<Document>, now: Date) => Iterable<Document>
