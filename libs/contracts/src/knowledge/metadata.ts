import { z } from 'zod'

/** Enough for what describes a text; a text itself belongs into the content. */
export const mostMetadataBytes = 65_536

const bytesOf = (value: unknown): number => new TextEncoder().encode(JSON.stringify(value)).length

/** What a client may say of a row in its own words. */
export const Metadata = z
  .record(z.string().max(200), z.unknown())
  .refine((given) => bytesOf(given) <= mostMetadataBytes, { message: `at most ${mostMetadataBytes} bytes as JSON` })
  .meta({ description: `At most ${mostMetadataBytes} bytes as JSON` })
