import type { ApiResponse } from "../http/api-request.ts";
import { noSuchResource } from "../http/status-error.ts";
import type { Call } from "./call.ts";
import type { Verb } from "./route.ts";

export async function handleScale(_call: Call, _verb: Verb | undefined): Promise<ApiResponse> {
  throw noSuchResource();
}
