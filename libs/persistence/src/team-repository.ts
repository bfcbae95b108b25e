import { checkTeam } from './guard.ts'
import type { SystemRepository, TeamDocument, TeamRepository } from './repository.ts'

type Owned = { _id: string; teamId: string }

/** Puts the team into every filter and document, last, so that nothing in them can take its place. */
export const createTeamRepository = <D extends Owned>(all: SystemRepository<D>): TeamRepository<D> => {
  const within = (teamId: string, filter: object) => {
    checkTeam(teamId, { filter })
    return { ...filter, teamId } as never
  }
  const owned = (teamId: string, document: TeamDocument<D>) => {
    checkTeam(teamId, { document })
    return { ...document, teamId } as unknown as D
  }
  const change = (teamId: string, update: object) => {
    checkTeam(teamId, { update })
    return update as never
  }

  return {
    find: async (teamId, filter, options) => all.find(within(teamId, filter), options),
    findOne: async (teamId, filter, options) => all.findOne(within(teamId, filter), options),
    count: async (teamId, filter) => all.count(within(teamId, filter)),
    insert: async (teamId, document) => all.insert(owned(teamId, document)),
    insertMany: async (teamId, documents) => all.insertMany(documents.map((document) => owned(teamId, document))),
    replace: async (teamId, filter, document) => all.replace(within(teamId, filter), owned(teamId, document)),
    update: async (teamId, filter, update, options) =>
      all.update(within(teamId, filter), change(teamId, update), options),
    findAndUpdate: async (teamId, filter, update, options) =>
      all.findAndUpdate(within(teamId, filter), change(teamId, update), options),
    delete: async (teamId, filter) => all.delete(within(teamId, filter)),
  }
}
