import type { z } from 'zod'
import { settingsOf, type SettingMeta } from './setting-meta.ts'

type Environment = Record<string, string | undefined>

/** The environment cannot be used. The message is one sentence for the operator per mistake, a line each. */
export class ConfigError extends Error {
  readonly sentences: readonly string[]

  constructor(sentences: readonly string[]) {
    super(sentences.join('\n'))
    this.name = 'ConfigError'
    this.sentences = sentences
  }
}

const longestShown = 80

// An address may carry a password before its @, whatever the setting is called.
const mayShow = (value: string, setting: SettingMeta | undefined): boolean =>
  setting?.secret === false && !value.includes('@')

const shown = (value: string): string =>
  JSON.stringify(value.length > longestShown ? `${value.slice(0, longestShown)}…` : value)

const sentence = (issue: z.core.$ZodIssue, env: Environment, settings: Record<string, SettingMeta>): string => {
  const name = issue.path.join('.')
  const value = env[name]
  if (!name) return `${issue.message.replace(/\.$/, '')}.`
  if (value === undefined || !mayShow(value, settings[name])) return `${name} ${issue.message}.`
  return `${name} ${issue.message}, but is ${shown(value)}.`
}

/**
 * The settings of a service from its environment.
 * @param schema an object of settings, possibly refined; a rule over several variables adds issues with the path of
 *   the variable to change and the predicate of a sentence ("must be set when LLM_PROVIDER is openai") as message
 * @throws ConfigError with one sentence per mistake, naming the variable and never the value of a secret
 */
export const readConfig = <T extends z.ZodType>(schema: T, env: Environment = process.env): z.output<T> => {
  const settings = settingsOf(schema)
  const production = env['NODE_ENV'] === 'production'
  const given: Environment = {}
  const missing: string[] = []
  for (const [name, { productionDefault, requiredInProduction }] of Object.entries(settings)) {
    given[name] = env[name] || (production ? productionDefault : undefined)
    if (production && requiredInProduction && given[name] === undefined)
      missing.push(`${name} must be set in production.`)
  }
  const parsed = schema.safeParse(given)
  if (parsed.success && missing.length === 0) return parsed.data
  throw new ConfigError([...missing, ...(parsed.error?.issues ?? []).map((issue) => sentence(issue, given, settings))])
}
