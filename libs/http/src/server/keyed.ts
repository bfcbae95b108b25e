import type { AnyRoute } from '@synthwright/contracts'
import { AppError, canonicalJson, sha256 } from '@synthwright/kernel'
import type { LooseReply } from '../endpoint.ts'
import type { Idempotency, KeyedRequest, RenderedAnswer } from '../idempotency.ts'
import type { Received } from './receive.ts'
import { renderReply } from './render.ts'

/** The path of a request in one spelling, whatever the client made of it. */
const spelled = ({ path }: AnyRoute, params: Record<string, string>): string =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name]!))

interface Keyed extends Pick<KeyedRequest, 'principal' | 'key' | 'meanwhile' | 'signal'> {
  route: AnyRoute
  received: Received
}

interface Answering {
  /** Has the effect of the request, under the id of its command. */
  work(commandId: string): Promise<LooseReply | void>
  /** What of a reply names its effect; for a route that keeps references. */
  referenceOf: ((reply: LooseReply) => unknown) | undefined
  /** What the asker may see of an effect by now. */
  read(reference: unknown): Promise<LooseReply>
  /** Refuses who may not have a kept answer any more. */
  stillMay(): Promise<void>
}

/** An answer of which only what names its effect is kept. */
const keptReference = ({ status }: RenderedAnswer, reference: unknown): RenderedAnswer => ({
  status,
  headers: {},
  body: JSON.stringify({ reference }),
})

/** @throws AppError `outcome_unknown` for an answer that the release before kept whole: it tells no rights */
const referenceIn = ({ body }: RenderedAnswer): unknown => {
  const { reference } = JSON.parse(body ?? '{}') as { reference?: unknown }
  if (reference === undefined)
    throw new AppError('outcome_unknown', 'It was done, and what came of it has to be looked up')
  return reference
}

/**
 * Answers a request that carries a key. It has one effect; every answer about it is given under the rights of whoever is
 * answered. A refusal has no effect and is not kept: the same request is decided anew.
 */
export const answerKeyed = async (
  idempotency: Idempotency,
  { route, received: { shape, asked }, ...request }: Keyed,
  { work, referenceOf, read, stillMay }: Answering,
): Promise<RenderedAnswer> => {
  const keyed: KeyedRequest = {
    ...request,
    method: route.method,
    ...(route.keeps === 'secret' ? { secretReply: true } : {}),
    path: spelled(route, (shape.params ?? {}) as Record<string, string>),
    requestHash: sha256(canonicalJson(asked)),
  }
  let made: RenderedAnswer | undefined
  const { replayed, ...kept } = await idempotency.once(keyed, async (commandId) => {
    const reply = await work(commandId)
    made = await renderReply(route, reply)
    return referenceOf ? keptReference(made, referenceOf(reply!)) : made
  })
  if (!replayed) return made!
  const answer = referenceOf ? await renderReply(route, await read(referenceIn(kept))) : kept
  if (!referenceOf) await stillMay()
  return { ...answer, headers: { ...answer.headers, 'idempotency-replayed': 'true' } }
}
