import {
  createImportRoute,
  getImport,
  getImportRoute,
  stageImport,
  startImport,
  type ImportAccepted,
  type ImportFile,
} from '@synthwright/contracts'
import { endpoint, type Endpoint } from '@synthwright/http'
import type { Bus } from '@synthwright/messaging'
import { authorizeProject } from '../artifacts/rights.ts'
import { asTooLarge } from './as-too-large.ts'

/** Bytes of one part: the broker takes 8 MB. */
const mostBytes = 4 * 1024 * 1024

const bytesOf = (file: ImportFile): number => Buffer.byteLength(JSON.stringify(file))

/** Files of an import in parts that the broker takes, each with the number of its first file. */
const partsOf = (files: readonly ImportFile[]): { from: number; files: ImportFile[] }[] => {
  const parts: { from: number; files: ImportFile[]; bytes: number }[] = []
  files.forEach((file, number) => {
    const open = parts.at(-1)
    const bytes = bytesOf(file)
    if (open && open.bytes + bytes <= mostBytes) {
      open.files.push(file)
      open.bytes += bytes
    } else parts.push({ from: number, files: [file], bytes })
  })
  return parts
}

export const importEndpoints = (bus: Bus): Endpoint[] => [
  endpoint(
    createImportRoute,
    async ({ body: { project, files }, principal, commandId }) => {
      for (const part of partsOf(files))
        await bus
          .call(stageImport, { commandId, project, from: part.from, files: part.files }, { principal })
          .catch(asTooLarge)
      return {
        status: 202,
        body: await bus.call(startImport, { commandId, project, files: files.length }, { principal }),
      }
    },
    {
      admit: ({ body, principal }) =>
        authorizeProject(bus, principal, { projectId: body.project, role: 'project_contributor', field: 'project' }),
      again: {
        of: ({ body }) => body,
        read: async (accepted: ImportAccepted, { principal }) => {
          await bus.call(getImport, { importId: accepted.import_id }, { principal })
          return { status: 202, body: accepted }
        },
      },
    },
  ),
  endpoint(getImportRoute, async ({ params, principal, signal }) => ({
    status: 200,
    body: await bus.call(getImport, { importId: params.import_id }, { principal, signal }),
  })),
]
