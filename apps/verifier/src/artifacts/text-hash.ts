import { sha256 } from '@synthwright/kernel'

/** How the surface writes the hash of a text's UTF-8 bytes. */
export const textHash = (text: string): string => `sha256:${sha256(text)}`
