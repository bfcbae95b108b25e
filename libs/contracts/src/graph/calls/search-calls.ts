import { defineCall } from '../../core/call.ts'
import {
  ContextPackRequest,
  ContextPackResponse,
  ExpandRequest,
  ExpandResponse,
  ExploreRequest,
  ExploreResponse,
} from '../../knowledge/neighbourhood.ts'
import { SearchRequest, SearchResponse } from '../../knowledge/search.ts'
import { service } from './parts.ts'

export const search = defineCall({
  service,
  callers: ['gateway'],
  name: 'search',
  request: SearchRequest,
  reply: SearchResponse,
  errors: ['project_access_denied', 'retrieval_failed', 'unverified_membership', 'scope_not_enabled'],
  timeoutMs: 10_000,
  effect: 'costly_read',
})

export const explore = defineCall({
  service,
  callers: ['gateway'],
  name: 'explore',
  request: ExploreRequest,
  reply: ExploreResponse,
  errors: ['entity_not_found', 'project_access_denied'],
  timeoutMs: 5_000,
  effect: 'costly_read',
})

export const expand = defineCall({
  service,
  callers: ['gateway'],
  name: 'expand',
  request: ExpandRequest,
  reply: ExpandResponse,
  errors: ['project_access_denied'],
  timeoutMs: 5_000,
  effect: 'costly_read',
})

export const contextPack = defineCall({
  service,
  callers: ['gateway'],
  name: 'context-pack',
  request: ContextPackRequest,
  reply: ContextPackResponse,
  errors: ['project_access_denied', 'retrieval_failed'],
  timeoutMs: 10_000,
  effect: 'costly_read',
})
