import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of the repository. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** What the bootstrap brings lives here; deleting it only costs the time to bring it again. */
export const toolsFolder = join(root, '.tools')
