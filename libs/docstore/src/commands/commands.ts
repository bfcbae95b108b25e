import { aggregate } from './aggregate.ts'
import { create, drop, dropDatabase, listCollections, listDatabases } from './collection-commands.ts'
import type { Command } from './command.ts'
import { findAndModify } from './find-and-modify.ts'
import { buildInfo, endSessions, hello, ping, serverStatus } from './handshake.ts'
import { createIndexes, dropIndexes, listIndexes } from './index-commands.ts'
import { count, distinct, find, getMore, killCursors } from './read.ts'
import { insert, remove, update } from './write.ts'

/** The closed list of commands. */
export const commands: Readonly<Record<string, Command>> = {
  hello,
  ismaster: hello,
  isMaster: hello,
  ping,
  buildInfo,
  buildinfo: buildInfo,
  serverStatus,
  endSessions,
  find,
  getMore,
  killCursors,
  aggregate,
  count,
  distinct,
  insert,
  update,
  delete: remove,
  findAndModify,
  findandmodify: findAndModify,
  createIndexes,
  listIndexes,
  dropIndexes,
  create,
  drop,
  dropDatabase,
  listCollections,
  listDatabases,
}
