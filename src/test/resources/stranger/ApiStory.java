import com.fasterxml.jackson.databind.ObjectMapper;
import stranger.ApiClient;
import stranger.ApiException;
import stranger.ApiResponse;
import stranger.api.CampaignsApi;
import stranger.api.ClaimsApi;
import stranger.api.OperatorsApi;
import stranger.api.UsersApi;
import stranger.model.Campaign;
import stranger.model.CampaignPage;
import stranger.model.ClaimAnswer;
import stranger.model.Grant;
import stranger.model.HeldClaim;
import stranger.model.Label;
import stranger.model.NewCampaign;
import stranger.model.NewClaim;
import stranger.model.NewReversal;
import stranger.model.NewTopUp;
import stranger.model.Problem;
import stranger.model.Refusal;
import stranger.model.ReversalAnswer;
import stranger.model.Stats;

/** What a stranger writes on top of the generated client; says a line for each answer. */
public final class ApiStory {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final OperatorsApi operators;
    private final ClaimsApi claims;
    private final CampaignsApi campaigns;
    private final UsersApi users;

    private ApiStory(ApiClient client) {
        operators = new OperatorsApi(client);
        claims = new ClaimsApi(client);
        campaigns = new CampaignsApi(client);
        users = new UsersApi(client);
    }

    public static void main(String[] args) throws Exception {
        ApiClient client = new ApiClient();
        client.updateBaseUri(args[0]);
        new ApiStory(client).tell();
    }

    private void tell() throws Exception {
        ApiResponse<Campaign> opened = operators.openCampaignWithHttpInfo(
                new NewCampaign().id("made").title("Made points").budget(200L).reward(100L));
        System.out.println("opened " + opened.getStatusCode() + " " + opened.getData().getStatus() + " at "
                + opened.getHeaders().get("location").get(0));
        claim("u-1");
        claim("u-1");
        claim("u-2");
        claim("u-3");
        claim("no such user");
        Campaign topped = operators.topUp("made", new NewTopUp().amount(100L).requestId("more-1"));
        System.out.println("topped up to " + topped.getBudget() + " " + topped.getStatus());
        System.out.println("paused: " + operators.pause("made", null).getStatus());
        claim("u-3");
        System.out.println("resumed: " + operators.resume("made", new Label().requestId("r-1")).getStatus());
        claim("u-3");
        ReversalAnswer reversed =
                operators.reverse("made", "u-2", new NewReversal().returnBudget(true).reason("claimed by a robot"));
        System.out.println("reversed #" + reversed.getReversed().getRank() + ": "
                + reversed.getReversed().getReason());
        HeldClaim held = claims.getClaim("made", "u-2", null, null);
        System.out.println("u-2 has " + held.getReversed().getOutcome());
        HeldClaim first = claims.getClaim("made", "u-1", null, null);
        System.out.println("u-1 has #" + first.getRecordedGrant().getRank());
        Stats stats = campaigns.getStats("made", null);
        System.out.println("spent " + stats.getSpent() + " of " + stats.getBudget() + ", granted "
                + stats.getGranted() + ", reversed " + stats.getReversed());
        System.out.println("listed " + campaigns.listCampaigns(null, 10, null, null).getCampaigns().size());
        page();
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (users.getWallet("u-1").getPoints() < 100 && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
        System.out.println("u-1's wallet: " + users.getWallet("u-1").getPoints() + " by "
                + users.getWallet("u-1").getEntries().get(0).getKind());
        unknown();
    }

    private void claim(String user) throws Exception {
        try {
            ApiResponse<ClaimAnswer> answer = claims.claimWithHttpInfo("made", new NewClaim().user(user));
            Grant grant = answer.getData().getGrant();
            System.out.println(user + ": " + answer.getStatusCode() + " " + grant.getOutcome() + " #" + grant.getRank()
                    + (grant.getRepeated() ? " as before" : ""));
        } catch (ApiException e) {
            if (e.getCode() == 400) {
                Problem problem = JSON.readValue(e.getResponseBody(), Problem.class);
                System.out.println(user + ": 400 " + problem.getField() + " " + problem.getTitle());
            } else {
                Refusal refusal = JSON.readValue(e.getResponseBody(), Refusal.class);
                System.out.println(user + ": " + e.getCode() + " " + refusal.getOutcome());
            }
        }
    }

    private void page() throws ApiException {
        CampaignPage page = users.getCampaignPage("made", null, "u-1");
        System.out.println("page: " + page.getCampaign().getTitle() + ", #" + page.getClaim().getRank() + ", missing "
                + page.getMissing());
        CampaignPage nobodys = users.getCampaignPage("made", null, null);
        System.out.println("nobody's page: " + nobodys.getClaim() + ", " + nobodys.getWallet());
    }

    private void unknown() throws Exception {
        try {
            campaigns.getCampaign("nowhere", null, null);
        } catch (ApiException e) {
            System.out.println("nowhere: " + JSON.readValue(e.getResponseBody(), Problem.class).getDetail());
        }
    }
}
