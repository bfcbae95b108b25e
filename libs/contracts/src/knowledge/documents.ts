import { z } from 'zod'
import { Metadata } from './metadata.ts'

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
  metadata: Metadata.default({}),
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

/** A document without its text. */
export const DocumentRecord = z.object({
  document_id: z.string(),
  title: z.string(),
  path: z.string().nullable(),
  format: z.enum(['markdown', 'text']),
  project_id: z.string().nullable(),
  domain: z.string().nullable(),
  tags: z.array(z.string()),
  document_date: z.string().nullable(),
  date_unknown: z.boolean(),
  metadata: z.record(z.string(), z.unknown()),
  content_hash: z.string(),
  content_length: z.int(),
  /** Whether the file began with a byte order mark, which the stored text does not have. */
  byte_order_mark: z.boolean(),
  revision: z.int(),
  created_at: z.string(),
  updated_at: z.string(),
})
export type DocumentRecord = z.infer<typeof DocumentRecord>

export const DocumentWithPassages = DocumentRecord.extend({ passages: z.array(Passage) })
export type DocumentWithPassages = z.infer<typeof DocumentWithPassages>

export const ListDocumentsQuery = z.object({
  project: z.string().max(500).optional(),
  page: z.coerce.number().int().min(1).default(1),
  page_size: z.coerce.number().int().min(1).max(200).default(50),
})
export type ListDocumentsQuery = z.output<typeof ListDocumentsQuery>

export const DocumentPage = z.object({
  documents: z.array(DocumentRecord),
  total: z.int(),
  page: z.int(),
  page_size: z.int(),
  has_more: z.boolean(),
})
export type DocumentPage = z.infer<typeof DocumentPage>
