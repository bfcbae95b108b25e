import { createHash } from 'node:crypto'
import type { JsonSchema } from '../input/json-schema.ts'
import { html, Html } from './html.ts'
import { schemaTable } from './schema-text.ts'
import { style } from './style.ts'

interface Content {
  content?: Record<string, { schema: JsonSchema }>
}

interface Operation {
  operationId: string
  summary: string
  description: string
  tags: string[]
  parameters: { name: string; in: string; required: boolean; description?: string; schema: JsonSchema }[]
  requestBody?: Content
  responses: Record<string, Content & { description: string }>
}

interface Document {
  info: { title: string; version: string; description?: string }
  tags: { name: string }[]
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, JsonSchema> }
}

/** Markdown of one line each: code and paragraphs, which is all our descriptions use. */
const prose = (text = ''): Html[] =>
  text
    .split('\n\n')
    .filter(Boolean)
    .map(
      (paragraph) => html`<p>${paragraph.split('`').map((part, n) => (n % 2 ? html`<code>${part}</code>` : part))}</p>`,
    )

const body = ({ content = {} }: Content): Html[] =>
  Object.entries(content).map(
    ([mediaType, { schema }]) =>
      html`<p><small>${mediaType}</small></p>
        ${schemaTable(schema)}`,
  )

const parameterTable = ({ parameters }: Operation): Html => {
  const properties = Object.fromEntries(
    parameters.map(({ name, in: place, schema, description }) => [
      name,
      { ...schema, description: description ?? `in the ${place}` },
    ]),
  )
  return schemaTable({ properties, required: parameters.filter(({ required }) => required).map(({ name }) => name) })
}

const section = (path: string, method: string, operation: Operation): Html =>
  html`<details id="${operation.operationId}">
    <summary><b class="method">${method.toUpperCase()}</b> <code>${path}</code> ${operation.summary}</summary>
    ${prose(operation.description)}
    ${
      operation.parameters.length > 0 &&
      html`<h4>Parameters</h4>
        ${parameterTable(operation)}`
    }
    ${
      operation.requestBody &&
      html`<h4>Body</h4>
        ${body(operation.requestBody)}`
    }
    <h4>Answers</h4>
    ${Object.entries(operation.responses).map(
      ([status, response]) =>
        html`<h5>${status} <small>${response.description}</small></h5>
          ${Number(status) < 400 ? body(response) : ''}`,
    )}
  </details> `

/**
 * An OpenAPI document as one page of HTML that loads nothing.
 * @returns the page, and the content security policy under which its style counts and nothing else
 */
export const docsPage = (openApi: Record<string, unknown>): { page: string; policy: string } => {
  const { info, tags, paths, components } = openApi as unknown as Document
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  )
  const page = html`<!doctype html>
    <html lang="en">
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>${info.title}</title>
      <style>
        ${new Html(style)}
      </style>
      <header>
        <h1>${info.title} <small>${info.version}</small></h1>
        ${prose(info.description)}
        <p><a href="/openapi.json">OpenAPI 3.1</a></p>
      </header>
      <main>
        ${tags.map(
          ({ name }) =>
            html`<h2>${name}</h2>
              ${operations
                .filter(({ operation }) => operation.tags[0] === name)
                .map(({ path, method, operation }) => section(path, method, operation))}`,
        )}
        <h2>Schemas</h2>
        ${Object.entries(components.schemas).map(
          ([name, schema]) =>
            html`<section id="schema-${name}">
              <h3>${name}</h3>
              ${schemaTable(schema)}
            </section>`,
        )}
      </main>
    </html> `
  const hash = createHash('sha256').update(style).digest('base64')
  return {
    page: page.text,
    policy: `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  }
}
