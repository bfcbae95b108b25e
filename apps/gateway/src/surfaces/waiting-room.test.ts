import type { Principal } from '@synthwright/contracts'
import { createWaitingRoom } from './waiting-room.ts'

const who = (teamId: string, userId: string) => ({ teamId, userId }) as Principal
const full = expect.objectContaining({ code: 'service_unavailable', retryAfterMs: 5_000 })

it('bounds what one user waits for, and lets others in', () => {
  const room = createWaitingRoom({ perUser: 2, perTeam: null })
  const leave = room.enter(who('t', 'a'))
  room.enter(who('t', 'a'))
  expect(() => room.enter(who('t', 'a'))).toThrow(full)
  room.enter(who('t', 'b'))
  room.enter(who('other', 'a'))
  leave()
  room.enter(who('t', 'a'))
  expect(() => room.enter(who('t', 'a'))).toThrow(full)
})

it('bounds what a team waits for', () => {
  const room = createWaitingRoom({ perUser: null, perTeam: 2 })
  const leaves = [room.enter(who('t', 'a')), room.enter(who('t', 'b'))]
  expect(() => room.enter(who('t', 'c'))).toThrow(full)
  room.enter(who('other', 'c'))()
  for (const leave of leaves) leave()
  expect(room.size).toBe(0)
})

it('takes no place for somebody it refuses', () => {
  const room = createWaitingRoom({ perUser: 1, perTeam: 5 })
  room.enter(who('t', 'a'))
  for (let n = 0; n < 9; n++) expect(() => room.enter(who('t', 'a'))).toThrow(full)
  for (const user of ['b', 'c', 'd', 'e']) room.enter(who('t', user))
  expect(() => room.enter(who('t', 'f'))).toThrow(full)
})

it('has no bounds unless they are set', () => {
  const room = createWaitingRoom({ perUser: null, perTeam: null })
  for (let n = 0; n < 100; n++) room.enter(who('t', 'a'))
  expect(room.size).toBe(0)
})
