import type { Principal } from '@synthwright/contracts'
import { createLoad } from './load.ts'

const who = (teamId: string, userId: string) => ({ teamId, userId }) as Principal
const busy = expect.objectContaining({ code: 'service_unavailable', retryAfterMs: 1_000 })
const greedy = expect.objectContaining({ code: 'rate_limited', retryAfterMs: 1_000 })

it('takes on so many requests, so many of them of one user in one team', () => {
  const load = createLoad({ requests: 4, requestsPerUser: 2, bodyBytes: 0, bodyBytesPerUser: 0 })
  const places = [load.enter(), load.enter(), load.enter()]
  places[0]!.belongsTo(who('t', 'a'))
  places[1]!.belongsTo(who('t', 'a'))
  expect(() => places[2]!.belongsTo(who('t', 'a'))).toThrow(greedy)
  places[2]!.belongsTo(who('other', 'a'))
  load.enter()
  expect(() => load.enter()).toThrow(busy)
  for (const place of places) place.leave()
  expect(load.requests).toBe(1)
  load.enter().belongsTo(who('t', 'a'))
})

it('holds so many bytes, so many of them of one user, and has none left when all have gone', () => {
  const load = createLoad({ requests: 9, requestsPerUser: 9, bodyBytes: 100, bodyBytesPerUser: 60 })
  const [one, two, nobody] = [load.enter(), load.enter(), load.enter()]
  one.belongsTo(who('t', 'a'))
  two.belongsTo(who('t', 'a'))
  one.hold(50)
  expect(() => two.hold(11)).toThrow(greedy)
  two.hold(10)
  expect(() => nobody.hold(41)).toThrow(busy)
  nobody.hold(40)
  expect(load.bodyBytes).toBe(100)
  for (const place of [one, two, nobody]) place.leave()
  expect([load.bodyBytes, load.requests]).toEqual([0, 0])
  const again = load.enter()
  again.belongsTo(who('t', 'a'))
  again.hold(60)
})
