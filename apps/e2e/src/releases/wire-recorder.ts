import { brokerContracts, eventPattern, type BrokerContract, type Task, type TaskMessage } from '@synthwright/contracts'
import { connectRaw, type BrokerUser, type RawMessage } from '@synthwright/testing'
import { shapeOf } from './shape-of.ts'

/** Bodies by their part of the contract: `request`, `reply`, `message`, `input`, `result`, `facts`, `body`. */
export type Recorded = Record<string, unknown[]>

/** Of one contract's part so many bodies are kept, each of another shape. */
const mostOfPart = 6

export const nameOf = (contract: BrokerContract): string =>
  contract.type === 'event' ? eventPattern(contract).replaceAll('.*', '') : contract.subject

const matcherOf = (contract: BrokerContract): RegExp =>
  new RegExp(
    `^${(contract.type === 'event' ? eventPattern(contract) : contract.subject).replaceAll('.', '\\.').replaceAll('*', '[^.]+')}$`,
  )

const parsed = (payload: string): unknown => {
  try {
    return JSON.parse(payload)
  } catch {
    return undefined
  }
}

type At = Pick<TaskMessage, 'run' | 'step' | 'round' | 'task'>
const keyOf = ({ run, step, round, task }: At) => [run, step, round, task].join(' ')

/** Hears everything that the broker carries, and keeps a body of each shape for every contract. */
export const startWireRecorder = async (url: string, user: BrokerUser) => {
  const wire = await connectRaw(url, user)
  const records = new Map<string, Recorded>()
  const shapes = new Set<string>()
  const waiting = new Map<string, { contract: BrokerContract; request: unknown }>()
  const taskOf = new Map<string, Task>()
  const contracts = brokerContracts.map((contract) => ({ contract, matcher: matcherOf(contract) }))

  const keep = (name: string, part: string, body: unknown): void => {
    const record = records.get(name) ?? {}
    records.set(name, record)
    const shape = `${name} ${part} ${shapeOf(body)}`
    if (shapes.has(shape) || (record[part]?.length ?? 0) >= mostOfPart) return
    shapes.add(shape)
    record[part] = [...(record[part] ?? []), body]
  }

  /** What claims and finishes carry belongs to the task they speak of. */
  const keepTask = (at: At, part: 'input' | 'result' | 'facts', body: unknown): void => {
    const task = taskOf.get(keyOf(at))
    // The engine hands over whatever a recipe gives it; the contract says what of it the worker gets.
    if (task) keep(task.subject, part, task[part].parse(body))
  }

  const keepReply = (contract: BrokerContract, request: unknown, reply: unknown): void => {
    if (contract.type !== 'call' || !contract.reply.safeParse(reply).success) return
    if (contract.name === 'claim' && (reply as { accepted: boolean }).accepted) {
      const { input, ...rest } = reply as { input: unknown }
      keepTask(request as At, 'input', input)
      return keep(nameOf(contract), 'reply', { ...rest, input: null })
    }
    keep(nameOf(contract), 'reply', reply)
  }

  const keepRequest = (contract: BrokerContract, request: unknown): void => {
    if (contract.type !== 'call' || contract.name !== 'finish') return keep(nameOf(contract), 'request', request)
    const { outcome } = request as { outcome: { ok: boolean; result?: unknown; facts?: unknown } }
    if (outcome.ok) {
      keepTask(request as At, 'result', outcome.result)
      keepTask(request as At, 'facts', outcome.facts)
    }
    const bare = outcome.ok ? { ...outcome, result: null, facts: null } : outcome
    keep(nameOf(contract), 'request', { ...(request as object), outcome: bare })
  }

  const heard = ({ subject, payload, reply }: RawMessage): void => {
    const body = parsed(payload)
    if (body === undefined) return
    const answered = waiting.get(subject)
    if (answered) {
      waiting.delete(subject)
      return keepReply(answered.contract, answered.request, body)
    }
    const contract = contracts.find(({ matcher }) => matcher.test(subject))?.contract
    if (!contract) return
    if (contract.type === 'event') return keep(nameOf(contract), 'body', body)
    if (contract.type === 'task') {
      taskOf.set(keyOf(body as At), contract)
      return keep(nameOf(contract), 'message', body)
    }
    keepRequest(contract, body)
    if (reply) waiting.set(reply, { contract, request: body })
  }
  await wire.listen('>', heard)

  return { records: (): ReadonlyMap<string, Recorded> => records, stop: () => wire.close() }
}
