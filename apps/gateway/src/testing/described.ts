import { z } from 'zod'

interface Described {
  paths: Record<string, Record<string, { responses: Record<string, { content?: Record<string, { schema: object }> }> }>>
  components: { schemas: Record<string, object> }
}

const local = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll('#/components/schemas/', '#/$defs/'))

const matches = (template: string, path: string): boolean =>
  new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path)

/** Holds answers to what the OpenAPI document says of them. */
export const describedBy = (openApi: Record<string, unknown>) => {
  const { paths, components } = openApi as unknown as Described
  const $defs = local(components.schemas) as object
  const schemas = new Map<string, z.ZodType>()

  /** @throws Error for a status that is not described, ZodError for a body of another shape; paths nobody has are let be */
  return (method: string, path: string, { status, body }: { status: number; body: unknown }): void => {
    const template = Object.keys(paths).find((candidate) => matches(candidate, path))
    const operation = template && paths[template]![method.toLowerCase()]
    if (!operation) return
    const response = operation.responses[status]
    if (!response) throw new Error(`${method} ${template} answered ${status}, which is not described`)
    const schema = response.content?.['application/json']?.schema
    if (!schema) return
    const key = JSON.stringify(schema)
    const known = schemas.get(key) ?? z.fromJSONSchema({ ...(local(schema) as object), $defs } as never)
    schemas.set(key, known)
    known.parse(body)
  }
}
