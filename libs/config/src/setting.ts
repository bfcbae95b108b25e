import { z } from 'zod'
import type { SettingMeta } from './setting-meta.ts'

interface SettingOptions<T> {
  /** What it is for, in one phrase, as the operator reads it on the configuration page. */
  description: string
  /** Used when the variable is unset or empty; null makes it optional; without a default it is required. */
  default?: T | null
  /** The default in production only, written as in the environment. */
  productionDefault?: string
  /** In production the default does not count: the variable has to be set. */
  requiredInProduction?: boolean
}

type Setting<T, O> = z.ZodType<O extends { default: null } ? T | null : T, string | undefined>

const build = <T extends SettingMeta['fallback'], O extends SettingOptions<T>>(
  parser: z.ZodType<T, string>,
  options: O,
  secret = false,
): Setting<T, O> => {
  const { default: fallback, description, ...production }: SettingOptions<T> = options
  const meta: SettingMeta = { ...production, description, fallback, secret }
  const schema = fallback === undefined ? parser : parser.nullable().default(fallback as never)
  return schema.meta({ ...meta }) as unknown as Setting<T, O>
}

/** A parser whose every refusal is the predicate of a sentence that the name of the variable starts. */
const parse = <T>(predicate: string, read: (text: string) => T | undefined): z.ZodType<T, string> =>
  z.string('must be set').transform((text, ctx) => {
    const value = read(text)
    if (value !== undefined) return value
    ctx.addIssue({ code: 'custom', message: predicate, input: text })
    return z.NEVER
  })

const between = (min: number, max: number) =>
  max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`

const wholeNumber = (what: string, { min = 0, max = Number.MAX_SAFE_INTEGER }: { min?: number; max?: number }) =>
  parse(`must be ${what} ${between(min, max)}`, (text) => {
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : NaN
    return value >= min && value <= max ? value : undefined
  })

// MongoDB and NATS take several hosts in one address, which a URL proper cannot hold: the first one is looked at.
const isUrl = (text: string, protocols: readonly string[]): boolean =>
  URL.canParse(text.replace(/,[^/?]*/, '')) && protocols.some((protocol) => text.startsWith(`${protocol}://`))

/**
 * Builders for variables of the environment. An empty string counts as unset. Each takes a description and maybe a
 * default; `default: null` makes the output nullable.
 */
export const setting = {
  text: <const O extends SettingOptions<string> & { minLength?: number }>({ minLength = 1, ...options }: O) =>
    build<string, Omit<O, 'minLength'>>(
      parse(`must have at least ${minLength} characters`, (text) => (text.length >= minLength ? text : undefined)),
      options,
    ),

  /** Like text, but its value never shows in a sentence, a log or a page. */
  secret: <const O extends SettingOptions<string> & { minLength?: number }>({ minLength = 1, ...options }: O) =>
    build<string, Omit<O, 'minLength'>>(
      parse(`must have at least ${minLength} characters`, (text) => (text.length >= minLength ? text : undefined)),
      options,
      true,
    ),

  /** A whole number, by default not negative. */
  integer: <const O extends SettingOptions<number> & { min?: number; max?: number }>({ min, max, ...options }: O) =>
    build<number, Omit<O, 'min' | 'max'>>(wholeNumber('a whole number', { min, max }), options),

  /** A TCP port; 0 lets the system choose a free one. */
  port: <const O extends SettingOptions<number>>(options: O) =>
    build<number, O>(wholeNumber('a whole number', { max: 65_535 }), options),

  /** A whole number of milliseconds; the name of the variable should end in _MS. */
  durationMs: <const O extends SettingOptions<number> & { min?: number; max?: number }>({ min, max, ...options }: O) =>
    build<number, Omit<O, 'min' | 'max'>>(wholeNumber('a whole number of milliseconds', { min, max }), options),

  /** `true` or `false`, nothing else. */
  boolean: <const O extends SettingOptions<boolean>>(options: O) =>
    build<boolean, O>(
      parse('must be true or false', (text) => (text === 'true' ? true : text === 'false' ? false : undefined)),
      options,
    ),

  /** An absolute URL; `secret` when it usually holds a password. */
  url: <const O extends SettingOptions<string> & { protocols?: readonly string[]; secret?: boolean }>({
    protocols = ['http', 'https'],
    secret = false,
    ...options
  }: O) =>
    build<string, Omit<O, 'protocols' | 'secret'>>(
      parse(`must be a URL that starts with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`, (text) =>
        isUrl(text, protocols) ? text : undefined,
      ),
      options,
      secret,
    ),

  oneOf: <const V extends string, const O extends SettingOptions<V>>(values: readonly V[], options: O) =>
    build<V, O>(
      parse(`must be one of ${values.join(', ')}`, (text) => values.find((value) => value === text)),
      options,
    ),
}
