import type { PlanRequest } from '@synthwright/contracts'

/** A cap that was sent holds; one that was not rises to the number of sections that the request asks for by title. */
export const withSectionCap = <R extends PlanRequest>(request: R, sentFields: readonly string[]): R =>
  sentFields.includes('max_sections')
    ? request
    : { ...request, max_sections: Math.max(request.max_sections, request.required_sections.length) }
