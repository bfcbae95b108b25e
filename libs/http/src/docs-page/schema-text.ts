import { expectation } from '../input/expectation.ts'
import type { JsonSchema } from '../input/json-schema.ts'
import { html, type Html } from './html.ts'

const nameOf = (ref: string): string => ref.split('/').at(-1)!

/** What a schema asks for, in a few words, with links to the named ones. */
export const schemaText = (schema: JsonSchema): Html => {
  if (schema.$ref) return html`<a href="#schema-${nameOf(schema.$ref)}">${nameOf(schema.$ref)}</a>`
  if (schema.anyOf)
    return html`${schema.anyOf.map((branch, index) => [index ? ' or ' : '', schemaText(branch as JsonSchema)])}`
  if (schema.type === 'array' && schema.items)
    return html`${expectation({ ...schema, items: undefined })} of ${schemaText(schema.items as JsonSchema)}`
  if (schema.type === 'object' && typeof schema.additionalProperties === 'object')
    return html`object of ${schemaText(schema.additionalProperties as JsonSchema)}`
  return html`${expectation(schema).replace('another value', 'anything')}`
}

const row = (name: string, schema: JsonSchema, required: boolean): Html =>
  html`<tr>
      <th scope="row"><code>${name}</code>${required ? html` <abbr title="required">*</abbr>` : ''}</th>
      <td>
        ${schemaText(schema)}${schema.default !== undefined && html`, else <code>${JSON.stringify(schema.default)}</code>`}
      </td>
      <td>${schema.description}</td>
    </tr>
    ${schema.type === 'object' && schema.properties ? rows(schema, `${name}.`) : ''}`

const rows = ({ properties = {}, required = [] }: JsonSchema, prefix = ''): Html[] =>
  Object.entries(properties).map(([name, schema]) => row(prefix + name, schema as JsonSchema, required.includes(name)))

/** The fields of an object, nested ones dotted; anything else in words. */
export const schemaTable = (schema: JsonSchema): Html =>
  schema.properties
    ? html`<table>
        ${rows(schema)}
      </table>`
    : html`<p>${schemaText(schema)}</p>`
