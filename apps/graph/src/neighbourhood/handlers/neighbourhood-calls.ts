import { contextPack, expand, explore } from '@synthwright/contracts'
import { answer } from '@synthwright/messaging'
import type { NeighbourhoodService } from '../neighbourhood.service.ts'

export const neighbourhoodCalls = (service: NeighbourhoodService) => [
  answer(explore, (request, { principal }) => service.explore(principal, request)),
  answer(expand, (request, { principal }) => service.expand(principal, request)),
  answer(contextPack, (request, { principal }) => service.contextPack(principal, request)),
]
