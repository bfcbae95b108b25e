import type { Principal } from '@synthwright/contracts'
import { toAppError } from '@synthwright/kernel'
import type { Request, Response } from 'express'
import type { Endpoint } from '../endpoint.ts'
import { cookiesOf, headerOf, lastEventIdOf, prefersAsync } from '../input/headers.ts'
import { createLoad, unboundedLoad, type Load, type Place } from '../limits/load.ts'
import type { RateLimits } from '../limits/rate-limits.ts'
import type { EventStream } from './event-stream.ts'
import type { Exchange } from './exchange.ts'
import { perform, type PerformDependencies } from './perform.ts'
import { receive } from './receive.ts'
import { tellRefusal, type TellRefused } from './refusals.ts'
import { send } from './send.ts'

/** What a request says of who sends it, and from where. */
export interface SentCredentials {
  authorization?: string | undefined
  cookies: Record<string, string>
  method?: string
  /** The page it comes from, where a browser tells. */
  origin?: string | undefined
  /** What the client calls this server. */
  host?: string | undefined
}

/**
 * Resolves a credential.
 * @throws AppError for one that is missing or does not count; its details are the `Holder` where that is known
 */
export type Authenticate = (credentials: SentCredentials) => Promise<Principal>

export interface AnswerDependencies extends PerformDependencies {
  authenticate: Authenticate
  limits: RateLimits
  load: Load
  arrivalMs: number | undefined
  openStream: (res: Response) => EventStream
  refused: TellRefused
}

/** Answers one request of a route. The order of the steps is the order of refusals that the route promises. */
export const answer = (
  endpoint: Endpoint,
  { authenticate, limits, load, arrivalMs, openStream, refused, ...dependencies }: AnswerDependencies,
) => {
  const { route } = endpoint
  // Probes are answered also under load, or it would look like a fault.
  const counted = route.surface === 'system' ? createLoad(unboundedLoad) : load
  const credentialsOf = ({ headers, method }: Request): SentCredentials => {
    const { authorization, origin, host } = headers
    return { authorization, cookies: cookiesOf(headers), method, origin, host }
  }
  const principalOf = async (req: Request, res: Response): Promise<Principal | undefined> => {
    if (route.limitedByAddress) limits.address(req.ip ?? '', res)
    if (route.auth === 'public') return undefined
    return limits.signIn(req.ip ?? '', res, () => authenticate(credentialsOf(req)))
  }

  return async (req: Request, res: Response, { requestId, signal }: Exchange): Promise<void> => {
    let principal: Principal | undefined
    let body: unknown
    let place: Place | undefined
    try {
      place = counted.enter()
      principal = await principalOf(req, res)
      if (principal) limits.request(principal, res)
      place.belongsTo(principal ?? { teamId: 'nobody', userId: req.ip ?? '' })
      const received = await receive(route, req, { place, arrivalMs })
      body = received.shape.body
      const answer = await perform(endpoint, dependencies, received, {
        principal,
        authenticateAgain: () => authenticate(credentialsOf(req)),
        requestId,
        address: req.ip ?? '',
        signal,
        preferAsync: prefersAsync(req.headers),
        lastEventId: lastEventIdOf(req.headers),
        header: (name) => headerOf(req.headers, name),
        openStream: () => openStream(res),
      })
      if (answer) send(res, answer)
    } catch (thrown) {
      const error = toAppError(thrown)
      const { params } = req as { params: Record<string, string> }
      await tellRefusal(refused, { principal, route, params, body, requestId, error })
      throw error
    } finally {
      place?.leave()
    }
  }
}
