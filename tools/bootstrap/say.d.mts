export class PlainError extends Error {}
export const duration: (ms: number) => string
export const say: (line: string, out?: NodeJS.WritableStream) => void
export const step: <T>(
  doing: string,
  work: () => Promise<T>,
  done: (result: T) => string,
  out?: NodeJS.WritableStream & { isTTY?: boolean },
) => Promise<T>
