import { connect } from "node:net";
import { once } from "node:events";
import { expect, test } from "vitest";
import { postgresMissing, startPostgres } from "../src/postgres-server.ts";

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

const missing = postgresMissing();
if (missing !== undefined) console.warn(`skipped: PostgreSQL cannot run here: ${missing}`);

test.skipIf(missing !== undefined)(
  "a PostgreSQL server starts, survives a SIGKILL, and leaves nothing",
  async () => {
    const server = await startPostgres();
    {
      await using _ = server;
      expect(await accepts(server.port)).toBe(true);
      await server.kill();
      expect(await accepts(server.port)).toBe(false);
      await server.start();
      expect(await accepts(server.port)).toBe(true);
    }
    expect(await accepts(server.port)).toBe(false);
  },
);
