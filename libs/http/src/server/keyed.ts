import type { AnyRoute, ErrorKind } from '@synthwright/contracts'
import { canonicalJson, sha256, toAppError, type AppError } from '@synthwright/kernel'
import type { Idempotency, KeyedRequest, RenderedAnswer } from '../idempotency.ts'
import type { Received } from './receive.ts'

/** The path of a request in one spelling, whatever the client made of it. */
const spelled = ({ path }: AnyRoute, params: Record<string, string>): string =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name]!))

const settledKinds: ReadonlySet<ErrorKind> = new Set(['invalid', 'forbidden', 'not_found', 'conflict'])

/**
 * A handler's refusal is an answer like any other: it is kept, and everybody is sent the same one, or two calls that
 * race could be told different things about one effect. What leaves open whether something was done is not kept.
 */
const settles = ({ kind }: AppError, { status }: RenderedAnswer): boolean => status < 500 && settledKinds.has(kind)

interface Keyed extends Pick<KeyedRequest, 'principal' | 'key' | 'meanwhile' | 'signal'> {
  route: AnyRoute
  received: Received
}

/**
 * Answers a request that carries a key, once.
 * @returns the answer, and the refusal that it tells when this call was refused
 */
export const answerKeyed = async (
  idempotency: Idempotency,
  { route, received: { shape, asked }, ...request }: Keyed,
  work: (commandId: string) => Promise<RenderedAnswer>,
  renderRefusal: (refusal: AppError) => RenderedAnswer,
): Promise<{ answer: RenderedAnswer; refusal?: AppError }> => {
  const keyed: KeyedRequest = {
    ...request,
    method: route.method,
    ...(route.keeps === 'secret' ? { secretReply: true } : {}),
    path: spelled(route, (shape.params ?? {}) as Record<string, string>),
    requestHash: sha256(canonicalJson(asked)),
  }
  let refusal: AppError | undefined
  const { replayed, ...answer } = await idempotency.once(keyed, async (commandId) => {
    try {
      return await work(commandId)
    } catch (thrown) {
      const error = toAppError(thrown)
      const rendered = renderRefusal(error)
      if (!settles(error, rendered)) throw error
      refusal = error
      return rendered
    }
  })
  if (!replayed) return { answer, refusal }
  return { answer: { ...answer, headers: { ...answer.headers, 'idempotency-replayed': 'true' } } }
}
