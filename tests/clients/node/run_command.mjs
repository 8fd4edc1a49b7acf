// Runs scripts with the unmodified JavaScript SDK and prints what came back as JSON.
// SIMULATOR_ENDPOINT: the endpoint to name in code; without it the SDK asks Azure's own hosts.
import { ComputeManagementClient } from "@azure/arm-compute";
import { ClientSecretCredential } from "@azure/identity";

const { AZURE_TENANT_ID, AZURE_CLIENT_ID, AZURE_CLIENT_SECRET, AZURE_SUBSCRIPTION_ID, SIMULATOR_ENDPOINT } =
  process.env;
const endpoint = SIMULATOR_ENDPOINT;
const credential = new ClientSecretCredential(
  AZURE_TENANT_ID,
  AZURE_CLIENT_ID,
  AZURE_CLIENT_SECRET,
  endpoint ? { authorityHost: endpoint, disableInstanceDiscovery: true } : {},
);
const client = new ComputeManagementClient(
  credential,
  AZURE_SUBSCRIPTION_ID,
  endpoint ? { endpoint, credentials: { scopes: [`${endpoint}/.default`] } } : {},
);

async function outcome(action) {
  try {
    return await action();
  } catch (error) {
    return { error: error.code ?? error.message, status: error.statusCode };
  }
}

const run = (vm, input) =>
  outcome(() => client.virtualMachines.beginRunCommandAndWait("my-resource-group", vm, input));
const names = [];
for await (const machine of client.virtualMachines.listAll()) {
  names.push(machine.name);
}
console.log(
  JSON.stringify({
    names,
    result: await run("win-vm", {
      commandId: "RunPowerShellScript",
      script: ["param($arg1)", 'Write-Output "hello $arg1"'],
      parameters: [{ name: "arg1", value: "node" }],
    }),
    unknown: await run("win-vm", { commandId: "RunNothing" }),
    nobody: await run("nobody", { commandId: "RunPowerShellScript" }),
  }),
);
