/** What a tool is given, as the operation behind it takes it. */
export type Given = Record<string, unknown>

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

const object = (value: unknown): Given =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Given) : {}

const present = (members: Given): Given =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null))

/**
 * A thing to remember that is told as title, content and kind. It stays what this tool makes, a memory: of the project
 * that is named, else private.
 */
export const memoryOf = (given: Given): Given => {
  const { content, kind, domain, project, related_to, task_ids, retrieval_keys, metadata, ...rest } = given
  if (given.raw_content !== undefined || content === undefined) return given
  const about = present({ kind, domain, related_to, task_ids, retrieval_keys })
  const scope = isText(project) ? { memory_scope: 'project', scope_key: project } : {}
  return { ...rest, raw_content: content, ...scope, metadata: { ...about, ...object(metadata) } }
}

/** An entity that is told by its title, with its project and what tasks have beside it. */
export const entityOf = (given: Given): Given => {
  const { title, project, depends_on, related_to, metadata, ...members } = given
  if (given.name !== undefined || title === undefined) return given
  const { priority, assignees, due_date, technologies, repository_url, ...rest } = members
  const about = present({ priority, assignees, due_date, technologies, repository_url })
  return {
    ...rest,
    name: title,
    related_to: [...list(related_to), ...list(depends_on).map((id) => `depends_on:${String(id)}`)],
    metadata: { ...about, ...object(metadata), ...(isText(project) ? { project_id: project } : {}) },
  }
}

/** Whether a verification names neither a run nor a text nor sources, but what a document is to be about. */
export const isGoalToVerify = ({ goal, run_id, markdown, source_ids }: Given): boolean =>
  isText(goal) && !isText(run_id) && !isText(markdown) && list(source_ids).length === 0

/** A goal is verified by drafting for it: nothing of that is kept, whatever else was sent. */
export const draftToVerify = ({ remember: _, ...given }: Given): Given => given
