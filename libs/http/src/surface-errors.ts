import type { AppError } from '@synthwright/kernel'
import type { Surface } from '@synthwright/contracts'
import type { z } from 'zod'

export interface RenderedError {
  status: number
  body: unknown
  headers?: Record<string, string>
}

/** How a surface tells an error: its contract, not the kind, decides status and body. */
export interface SurfaceErrors {
  /** Schema of every error body of the surface, for its description. */
  readonly body: z.ZodType
  /** @param info.operationId null when no operation was reached */
  readonly render: (error: AppError, info: { requestId: string; operationId: string | null }) => RenderedError
  /** What a second call with an `Idempotency-Key` meets while the first is being answered; it waits unless set. */
  readonly meanwhile?: 'wait' | 'refuse'
}

/** `system` also answers for paths that no surface has. */
export type Surfaces = { readonly [S in Surface]?: SurfaceErrors } & { readonly system: SurfaceErrors }
