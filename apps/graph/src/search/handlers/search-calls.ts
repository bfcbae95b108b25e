import { search } from '@synthwright/contracts'
import { answer } from '@synthwright/messaging'
import type { SearchService } from '../search.service.ts'

export const searchCalls = (service: SearchService) => [
  answer(search, (request, { principal }) => service.search(principal, request)),
]
