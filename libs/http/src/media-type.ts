import type { z } from 'zod'

/** The media type of a reply: what its schema's metadata says as `contentMediaType`, else JSON. */
export const mediaTypeOf = (schema: z.ZodType): string =>
  (schema.meta()?.['contentMediaType'] as string | undefined) ?? 'application/json'
