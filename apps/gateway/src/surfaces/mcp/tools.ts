import {
  contextPackRoute,
  createEntityRoute,
  createMemoryRoute,
  draftRoute,
  expandRoute,
  exploreRoute,
  planRoute,
  searchRoute,
  verifyRoute,
  type AnyRoute,
} from '@synthwright/contracts'
import { inputSchema, type Endpoint } from '@synthwright/http'
import type { Tool } from '@modelcontextprotocol/server'
import { draftToVerify, entityOf, isGoalToVerify, memoryOf, type Given } from './other-words.ts'

interface ToolOf {
  /** The operation that it is: what it takes and answers, and who may ask. */
  route: AnyRoute
  title: string
  /** Read by whatever chooses among tools: when to use it, and what comes back. */
  description: string
  /** Whether it changes what is known. */
  writes?: true
  /** Reads what was given in other words than those of the operation, which may then be another one. */
  read?(given: Given): { route?: AnyRoute; body: Given }
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
      '`flags` name the words that do not hold, and why. With a `goal` alone it drafts a document for the goal, ' +
      'takes what `synthesis_draft` takes, and answers as that does, without keeping anything.',
    read: (given) => (isGoalToVerify(given) ? { route: draftRoute, body: draftToVerify(given) } : { body: given }),
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
      'Takes `title`, `content`, `kind` and `project` as well. Needs the right to write.',
    writes: true,
    read: (given) => ({ body: memoryOf(given) }),
  },
  context: {
    route: contextPackRoute,
    title: 'What is worth knowing for a goal',
    description:
      'Gathers what is known for a piece of work: decisions, constraints, procedures, gotchas, open work and more, by ' +
      'kind, as items and as one text (`markdown`). Use it before starting something.',
  },
  explore: {
    route: exploreRoute,
    title: 'Explore entities and their relations',
    description:
      'Lists entities by type, status, project and more (`mode: list`), or walks from one of them (`entity_id`) along ' +
      'its relations (`related`, `traverse`) or along what it depends on (`dependencies`).',
  },
  expand_neighbors: {
    route: expandRoute,
    title: 'What stands around some results',
    description:
      'Gives the neighbours of up to eight results with their texts, best first: what they decide, require, replace or ' +
      'mention. Use it after a search.',
  },
  add: {
    route: createEntityRoute,
    title: 'Add an entity',
    description:
      'Adds a typed piece of knowledge that the team can read: a decision, rule, procedure, claim, task and others, ' +
      'with relations to what is there. Takes `title` for `name`, and `project`, as well. Needs the right to write.',
    writes: true,
    read: (given) => ({ body: entityOf(given) }),
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

export interface AskedTool {
  endpoint: Endpoint
  body: Given
}

/**
 * Finds what a tool is to do among the operations that are served.
 * @returns undefined for a tool that nobody has
 */
export const findTools = (endpoints: readonly Endpoint[]) => {
  const serving = (route: AnyRoute): Endpoint => {
    const found = endpoints.find((endpoint) => endpoint.route === route)
    if (!found) throw new Error(`${route.operationId} is not served`)
    return found
  }
  for (const { route } of Object.values(tools)) serving(route)
  return (name: string, given: Given): AskedTool | undefined => {
    if (!Object.hasOwn(tools, name)) return undefined
    const tool = tools[name]!
    const { route = tool.route, body } = tool.read?.(given) ?? { body: given }
    return { endpoint: serving(route), body }
  }
}
