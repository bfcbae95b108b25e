import { ownCommand } from '@synthwright/messaging'
import { ListTasksQuery, taskStatuses, TaskAction, type TaskStatus } from '@synthwright/contracts'
import { fakeClock } from '@synthwright/kernel/testing'
import { fresh, memoryGraph, principal } from '../testing/memory-graph.ts'
import { goalOf, requireMove } from './task-status.ts'

const me = principal()

const world = async () => {
  const clock = fakeClock()
  const graph = memoryGraph(undefined, { clock })
  const project = await graph.project(me, { name: 'Harbour' })
  const task = (given: Record<string, unknown>) => {
    clock.advance(1_000)
    return graph.task(me, { project_id: project.id, ...given })
  }
  return { graph, project, task }
}

describe('a task', () => {
  it('has what it is given, the rest by default, and is an entity too', async () => {
    const { graph, project, task } = await world()
    const epic = await graph.entity(me, { name: 'Epic', entity_type: 'epic' })
    const first = await task({ title: 'Dig' })
    expect(first).toEqual({
      id: expect.stringMatching(/^task_[0-9a-f]{12}$/),
      title: 'Dig',
      description: '',
      project_id: project.id,
      priority: 'medium',
      complexity: 'medium',
      status: 'todo',
      assignees: [],
      tags: [],
      technologies: [],
      depends_on: [],
      epic_id: null,
      parent_task_id: null,
      feature: null,
      revision: 1,
      created_at: first.created_at,
      updated_at: first.created_at,
    })
    const second = await task({
      title: 'Fill',
      depends_on: [first.id],
      epic_id: epic.id,
      parent_task_id: first.id,
      feature: 'Canal',
      technologies: ['spade'],
    })
    expect(second).toMatchObject({
      depends_on: [first.id],
      epic_id: epic.id,
      parent_task_id: first.id,
      feature: 'Canal',
    })
    expect(await graph.entities.get(me, second.id)).toMatchObject({ entity_type: 'task', metadata: { status: 'todo' } })
    const changed = await graph.tasks.update(me, fresh(), second.id, {
      depends_on: [],
      epic_id: null,
      title: 'Fill in',
    })
    expect(changed).toMatchObject({
      title: 'Fill in',
      depends_on: [],
      epic_id: null,
      parent_task_id: first.id,
      technologies: ['spade'],
      revision: 2,
    })
  })

  it('made as an entity is one', async () => {
    const { graph, project } = await world()
    const { id } = await graph.entity(me, { name: 'Row', entity_type: 'task', metadata: { project_id: project.id } })
    expect(await graph.tasks.get(me, id)).toMatchObject({ title: 'Row', status: 'todo', priority: 'medium' })
    const note = await graph.entity(me, { name: 'Note' })
    await expect(graph.tasks.get(me, note.id)).rejects.toMatchObject({ code: 'task_not_found' })
  })

  it('depends on nothing that its writer cannot see, nor goes where they may not write', async () => {
    const { graph, task } = await world()
    await expect(task({ title: 'x', depends_on: ['task_none'] })).rejects.toMatchObject({
      code: 'relation_target_not_found',
      details: { field: 'depends_on.0' },
    })
    await expect(graph.task(me, { title: 'x', project_id: 'proj_none' })).rejects.toMatchObject({
      code: 'project_access_denied',
      details: { field: 'project_id' },
    })
  })

  it('is listed newest first, by what is asked', async () => {
    const { graph, project, task } = await world()
    const [a, b] = [await task({ title: 'a', assignees: ['ada'] }), await task({ title: 'b', priority: 'high' })]
    const list = async (query: Record<string, unknown> = {}) =>
      (await graph.tasks.list(me, ListTasksQuery.parse(query))).tasks.map(({ id }) => id)
    expect(await list()).toEqual([b.id, a.id])
    expect(await list({ assignee: 'ada' })).toEqual([a.id])
    expect(await list({ priority: 'high', project_id: project.id })).toEqual([b.id])
    expect(await list({ status: 'done' })).toEqual([])
    expect(await list({ page: 2, page_size: 1 })).toEqual([a.id])
    await graph.tasks.delete(me, fresh(), a.id)
    expect(await list()).toEqual([b.id])
  })

  it('moves once by a command that comes twice', async () => {
    const { graph, task } = await world()
    const { id } = await task({ title: 'a' })
    const moved = await graph.tasks.move(me, ownCommand('cmd'), id, 'start')
    expect(moved).toMatchObject({ success: true, action: 'start', task_id: id, data: { status: 'doing', revision: 2 } })
    expect(await graph.tasks.move(me, ownCommand('cmd'), id, 'start')).toEqual(moved)
    await expect(graph.tasks.move(me, ownCommand('other'), id, 'start')).rejects.toMatchObject({
      code: 'invalid_transition',
    })
    expect(await graph.tasks.update(me, fresh(), id, { status: 'review' })).toMatchObject({ status: 'review' })
    await expect(graph.tasks.update(me, fresh(), id, { status: 'todo' })).rejects.toMatchObject({
      code: 'invalid_transition',
    })
  })

  it('moves once by a command that comes again after others have moved it on', async () => {
    const { graph, task } = await world()
    const { id } = await task({ title: 'a' })
    await graph.tasks.move(me, ownCommand('first'), id, 'start')
    await graph.tasks.move(me, ownCommand('cmd'), id, 'block')
    await graph.tasks.move(me, ownCommand('another'), id, 'unblock')
    expect(await graph.tasks.move(me, ownCommand('cmd'), id, 'block')).toMatchObject({
      data: { status: 'doing', revision: 4 },
    })
  })
})

describe('moves', () => {
  const allowed: Record<TaskStatus, string> = {
    backlog: 'todo',
    todo: 'doing archived',
    doing: 'blocked review done todo',
    blocked: 'doing archived',
    review: 'doing done archived',
    done: 'archived',
    archived: '',
  }
  it.each(taskStatuses.flatMap((from) => taskStatuses.map((to) => [from, to] as const)))('%s to %s', (from, to) => {
    const move = () => requireMove(from, to)
    if (from === to || allowed[from].split(' ').includes(to)) expect(move).not.toThrow()
    else expect(move).toThrow(expect.objectContaining({ code: 'invalid_transition' }))
  })

  const actions: Record<TaskAction, Partial<Record<TaskStatus, TaskStatus>>> = {
    start: { todo: 'doing', review: 'doing' },
    block: { doing: 'blocked' },
    unblock: { blocked: 'doing' },
    review: { doing: 'review' },
    complete: { doing: 'done', review: 'done' },
    archive: { todo: 'archived', blocked: 'archived', review: 'archived', done: 'archived' },
  }
  it.each(TaskAction.options)('%s leads on from where it may', (action) => {
    for (const from of taskStatuses) {
      const to = actions[action][from]
      if (to) expect(goalOf(action, from)).toBe(to)
      else expect(() => goalOf(action, from)).toThrow(expect.objectContaining({ code: 'invalid_transition' }))
    }
  })
})
