import { conform } from "./conform.ts";

process.exitCode = await conform({
  kubeconfig: process.env["KUBECONFIG"],
  report: (line) => console.log(line),
  complain: (line) => console.error(line),
});
