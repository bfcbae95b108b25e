import { z } from 'zod'

/** Where an earlier page ended. */
export const Cursor = z.string().max(500).meta({
  pattern: '^[A-Za-z0-9_-]*$',
  description: '`next_cursor` of an earlier page; any other text is refused with `validation_failed`',
})

/** Text that may be left out; what is blank is left out too. */
export const optionalText = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .nullish()
    .transform((text) => text || null)

/** A list that may be left out, also by sending null. */
export const optionalList = <Item extends z.ZodType>(item: Item, max: number) =>
  z
    .array(item)
    .max(max)
    .nullable()
    .default([])
    .transform((given) => given ?? [])

/** Of each value the first. */
export const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)]

const digits = /^\d{1,9}$/

const fromDigits = (given: unknown): unknown =>
  typeof given === 'string' && digits.test(given.trim()) ? Number(given) : given

/** A whole number; one that is written as a string of digits means the same. */
export const wholeNumber = (min: number, max: number) => z.preprocess(fromDigits, z.int().min(min).max(max))

/** The same, which may be left out. */
export const wholeNumberOr = (fallback: number, min: number, max: number) =>
  z.preprocess(fromDigits, z.int().min(min).max(max).default(fallback))

/** A member of a change: null says as little as leaving it out. */
export const unlessNull = <S extends z.ZodType>(schema: S) =>
  schema
    .nullable()
    .transform((given) => given ?? undefined)
    .optional()
