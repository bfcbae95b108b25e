import { defineRoute } from '../../core/route.ts'
import {
  ContextPackRequest,
  ContextPackResponse,
  ExpandRequest,
  ExpandResponse,
  ExploreRequest,
  ExploreResponse,
} from '../neighbourhood.ts'
import { SearchRequest, SearchResponse } from '../search.ts'
import { reader } from './parts.ts'
import { refuseScope } from './refuse-scope.ts'

export const searchRoute = defineRoute({
  operationId: 'search',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/search',
  summary: 'Search everything the caller can read',
  tags: ['Search'],
  body: SearchRequest,
  afterAuth: ({ memory_scope }) => refuseScope(memory_scope),
  replies: { 200: SearchResponse },
  errors: ['project_access_denied', 'retrieval_failed', 'unverified_membership', 'scope_not_enabled'],
  auth: reader,
  keeps: 'nothing',
})

export const exploreRoute = defineRoute({
  operationId: 'explore',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/search/explore',
  summary: 'Walk the relations between entities',
  tags: ['Search'],
  body: ExploreRequest,
  replies: { 200: ExploreResponse },
  errors: ['entity_not_found', 'project_access_denied'],
  auth: reader,
  keeps: 'nothing',
})

export const expandRoute = defineRoute({
  operationId: 'expand',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/search/expand',
  summary: 'The neighbourhood of up to eight rows',
  tags: ['Search'],
  body: ExpandRequest,
  replies: { 200: ExpandResponse },
  errors: ['project_access_denied'],
  auth: reader,
  keeps: 'nothing',
})

export const contextPackRoute = defineRoute({
  operationId: 'contextPack',
  surface: 'artifacts',
  method: 'POST',
  path: '/api/context/pack',
  summary: 'What is worth knowing for a goal, by kind',
  tags: ['Search'],
  body: ContextPackRequest,
  replies: { 200: ContextPackResponse },
  errors: ['project_access_denied', 'retrieval_failed'],
  auth: reader,
  keeps: 'nothing',
})
