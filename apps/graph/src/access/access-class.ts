import type { RowHead } from '../rows/row.ts'

/**
 * Rows that are readable together: those of one project, and those of none. Index statistics and snapshot digests are
 * kept per class, so that what a caller sees depends on nothing outside the classes the caller may read.
 */
export type AccessClass = string

export const unassigned: AccessClass = 'unassigned'

export const projectClass = (projectId: string): AccessClass => `project:${projectId}`

export const classOf = ({ projectId }: Pick<RowHead, 'projectId'>): AccessClass =>
  projectId === null ? unassigned : projectClass(projectId)

/** The project behind a class; null for rows of none. */
export const projectOf = (accessClass: AccessClass): string | null =>
  accessClass === unassigned ? null : accessClass.slice(projectClass('').length)
