import {
  createMemoryRoute,
  draftRoute,
  planRoute,
  searchRoute,
  verifyRoute,
  type AnyRoute,
} from '@synthwright/contracts'
import { inputSchema, type Endpoint } from '@synthwright/http'
import type { Tool } from '@modelcontextprotocol/server'

interface ToolOf {
  /** The operation that it is: what it takes and answers, and who may ask. */
  route: AnyRoute
  title: string
  /** Read by whatever chooses among tools: when to use it, and what comes back. */
  description: string
  /** Whether it changes what is known. */
  writes?: true
}

const tools: Record<string, ToolOf> = {
  synthesis_plan: {
    route: planRoute,
    title: 'Plan a document',
    description:
      'Outlines a document and selects the sources of every section, without writing any text. The same request over ' +
      'the same knowledge gives the same plan. Use it to see what is known about a goal, and what is missing (`gaps`).',
  },
  synthesis_draft: {
    route: draftRoute,
    title: 'Draft a cited document',
    description:
      'Writes a document from what is known, cites a source for every sentence and verifies each of them. ' +
      '`artifact.markdown` is the text; `verification` says whether it holds (`pass`) or where it does not (`gaps`). ' +
      'With `remember` it is stored as knowledge, which needs the right to write. ' +
      'Answers `status: drafting` with a `run_id` when it takes longer than the deadline.',
  },
  synthesis_verify: {
    route: verifyRoute,
    title: 'Verify a text',
    description:
      'Checks a text sentence by sentence against its sources as they are now: of an earlier run (`run_id`), or any ' +
      'text (`markdown`) against sources that are named (`source_ids`). Sources are cited as `[id]` in the text. ' +
      '`flags` name the words that do not hold, and why.',
  },
  search: {
    route: searchRoute,
    title: 'Search what is known',
    description:
      'Finds what the organisation knows: entities such as decisions, tasks and procedures, passages of documents, and ' +
      'memories. The `id` of a result can be cited, pinned in a plan, and used as a source of a verification.',
  },
  remember: {
    route: createMemoryRoute,
    title: 'Remember a text',
    description:
      'Keeps a text verbatim as a memory, private or for a project, so that it is found and can be cited from then on. ' +
      'Needs the right to write.',
    writes: true,
  },
}

/** A draft or a verification stores something when it is asked to, but never changes or deletes what is there. */
const annotationsOf = ({ route, title, writes }: ToolOf) => ({
  title,
  readOnlyHint: writes === undefined && !('remember' in ((route.body as { shape?: object }).shape ?? {})),
  destructiveHint: false,
  openWorldHint: false,
})

/** What `tools/list` answers: every tool takes exactly the body of its operation. */
export const describeTools = (): Tool[] =>
  Object.entries(tools).map(([name, tool]) => ({
    name,
    title: tool.title,
    description: tool.description,
    inputSchema: inputSchema(tool.route.body) as Tool['inputSchema'],
    annotations: annotationsOf(tool),
  }))

/** Finds the operation of a tool among those that are served. */
export const findTools = (endpoints: readonly Endpoint[]): ReadonlyMap<string, Endpoint> =>
  new Map(
    Object.entries(tools).map(([name, { route }]) => {
      const found = endpoints.find((endpoint) => endpoint.route === route)
      if (!found) throw new Error(`${name}: ${route.operationId} is not served`)
      return [name, found]
    }),
  )
