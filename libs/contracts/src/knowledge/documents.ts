import { z } from 'zod'

export const ImportDocument = z.object({
  content: z.string().min(1).max(2_000_000),
  format: z.enum(['markdown', 'text']).default('markdown'),
  project: z.string().trim().min(1).max(500),
  path: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .nullish()
    .transform((path) => path ?? null),
  title: z
    .string()
    .trim()
    .min(1)
    .max(300)
    .nullish()
    .transform((title) => title ?? null),
  domain: z
    .string()
    .trim()
    .max(200)
    .nullish()
    .transform((text) => text || null),
  tags: z.array(z.string().trim().min(1).max(100)).max(50).default([]),
  document_date: z.iso
    .date()
    .or(z.iso.datetime({ offset: true }))
    .nullish()
    .transform((date) => date ?? null),
  date_unknown: z.boolean().default(false),
  metadata: z.record(z.string().max(200), z.unknown()).default({}),
})
export type ImportDocument = z.output<typeof ImportDocument>

export const Passage = z.object({
  id: z.string(),
  start: z.int().min(0),
  end: z.int().min(0),
  heading_path: z.array(z.string()),
})
export type Passage = z.infer<typeof Passage>

export const ImportedDocument = z.object({
  document_id: z.string(),
  title: z.string(),
  path: z.string().nullable(),
  content_hash: z.string(),
  revision: z.int(),
  passages: z.array(Passage),
  unchanged: z.boolean(),
})
export type ImportedDocument = z.infer<typeof ImportedDocument>

export const DocumentText = z.object({
  document_id: z.string(),
  revision: z.int(),
  start: z.int(),
  end: z.int(),
  text: z.string(),
})
export type DocumentText = z.infer<typeof DocumentText>
