import { z } from 'zod'

/** What a setting carries besides its parser; kept as the schema's metadata. */
export interface SettingMeta {
  description: string
  fallback?: string | number | boolean | null
  productionDefault?: string
  requiredInProduction?: boolean
  secret: boolean
}

/** The settings of an object schema by variable name; refined and piped schemas are looked through. */
export const settingsOf = (schema: z.ZodType): Record<string, SettingMeta> => {
  if (schema instanceof z.ZodPipe) return settingsOf(schema.in as z.ZodType)
  if (!(schema instanceof z.ZodObject)) return {}
  const fields = Object.entries(schema.shape as Record<string, z.ZodType>)
  return Object.fromEntries(fields.map(([name, field]) => [name, { secret: false, description: '', ...field.meta() }]))
}
