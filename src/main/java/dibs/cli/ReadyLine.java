package dibs.cli;

import dibs.local.DataFolder;
import dibs.local.RunFile;
import dibs.serve.Plan;
import dibs.serve.Server;
import java.io.PrintWriter;
import picocli.CommandLine;

/** What is said once a claim would work: one line for programs on stdout, run.json, and lines to copy on stderr. */
final class ReadyLine {
    private final CommandLine command;
    private final DataFolder folder;

    ReadyLine(CommandLine command, DataFolder folder) {
        this.command = command;
        this.folder = folder;
    }

    void print(Server server, Plan plan) {
        String http = server.http().orElse("-");
        RunFile run = new RunFile(
                ProcessHandle.current().pid(), http, plan.kafka(), orDash(plan.database()), orDash(plan.redis()));
        folder.writeRunFile(run);
        PrintWriter out = command.getOut();
        out.println("dibs ready http=" + http + " kafka=" + run.kafka() + " database=" + run.database() + " redis="
                + run.redis());
        out.flush();
        if (server.http().isPresent()) {
            hints(http, plan.settings().auth().asksForTokens());
        }
    }

    private void hints(String http, boolean withToken) {
        PrintWriter err = command.getErr();
        String json =
                (withToken ? " -H \"Authorization: Bearer $TOKEN\"" : "") + " -H 'Content-Type: application/json' -d ";
        err.println("  open:  curl -i " + http + "/v1/campaigns" + json
                + "'{\"id\":\"spring\",\"title\":\"Spring points\",\"budget\":1000,\"reward\":100}'");
        err.println("  claim: curl -i " + http + "/v1/campaigns/spring/claims" + json + "'{\"user\":\"u-1\"}'");
        err.println("  rush:  ./dibs rush --data '" + folder.path() + "' --users 10000 --rate 500"
                + (withToken ? " --token \"$TOKEN\"" : ""));
        err.flush();
    }

    private static String orDash(String address) {
        return address == null ? "-" : address;
    }
}
