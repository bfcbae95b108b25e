import type { z } from 'zod'
import { settingsOf } from './setting-meta.ts'

export interface ConfigRow {
  name: string
  description: string
  /** As one would write it in the environment; null when there is none. */
  default: string | null
  /** The default in production where it differs. */
  productionDefault: string | null
  required: boolean
  requiredInProduction: boolean
  secret: boolean
}

/** One row per variable that the schema reads, in its order, for the generated configuration page. */
export const describeConfig = (schema: z.ZodType): ConfigRow[] =>
  Object.entries(settingsOf(schema)).map(([name, { description, fallback, secret, ...production }]) => ({
    name,
    description,
    default: fallback === undefined || fallback === null ? null : String(fallback),
    productionDefault: production.productionDefault ?? null,
    required: fallback === undefined,
    requiredInProduction: fallback === undefined || production.requiredInProduction === true,
    secret,
  }))
