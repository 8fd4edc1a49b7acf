"""The web as scripts ask it: cmdlets, classes of .NET, programs; the machine's own site, stubs, and nobody."""

import base64
import io
import zipfile

import pytest
from windows.windows_workbench import DOWNLOADS, INSTANT, SmallWorld, Workbench

from fake_agent.stubs import StubBook, WebStub
from fake_agent.windows.description import apply
from fake_agent.windows.guest import WindowsGuest

URL = "https://downloads.contoso.com/agent/setup.exe"
ASKERS = {
    "Invoke-WebRequest": f"Invoke-WebRequest -Uri {URL} -OutFile C:\\got -UseBasicParsing",
    "Invoke-RestMethod": f"Invoke-RestMethod {URL} -OutFile C:\\got",
    "WebClient": f"(New-Object System.Net.WebClient).DownloadFile('{URL}', 'C:\\got')",
    "DownloadData": f"[IO.File]::WriteAllBytes('C:\\got', (New-Object Net.WebClient).DownloadData('{URL}'))",
    "BITS": f"Start-BitsTransfer -Source {URL} -Destination C:\\got",
    "curl": f"curl.exe -sSL -o C:\\got {URL}",
    "certutil": f"certutil -urlcache -split -f {URL} C:\\got | Out-Null",
    "bitsadmin": f"bitsadmin /transfer job /download /priority normal {URL} C:\\got | Out-Null",
}
"""Ways in which a script downloads a file."""

NO_WAY = {
    "firewall": {
        "no way": {"direction": "Outbound", "action": "Block", "protocol": "TCP", "remotePorts": ["443"]},
    }
}
"""A machine that lets nothing out."""


@pytest.fixture
def stubs() -> StubBook:
    """The stubs of the machine's web."""
    return StubBook()


@pytest.fixture
def bench(stubs: StubBook) -> Workbench:
    """A machine whose web answers by ``stubs``."""
    world = SmallWorld()
    guest = WindowsGuest(
        world, "win-vm", timing=INSTANT, find_answer=lambda method, url: stubs.answer("win-vm", method, url)
    )
    guest.machine.files.make_folder(DOWNLOADS)
    return Workbench(world, guest)


class TestDownloads:
    """One stub serves every way to ask."""

    @pytest.mark.parametrize("way", ASKERS)
    def test_a_stub_answers_whichever_way_a_script_downloads(self, bench: Workbench, stubs: StubBook, way: str) -> None:
        stubs.add(WebStub(URL, body_base64=base64.b64encode(b"MZ\x90\x00").decode()))
        assert bench.shown(ASKERS[way]) == ""
        assert bench.guest.machine.files.read("C:\\got") == b"MZ\x90\x00"

    @pytest.mark.parametrize("way", ASKERS)
    def test_what_the_firewall_does_not_let_out_reaches_no_stub(
        self, bench: Workbench, stubs: StubBook, way: str
    ) -> None:
        stubs.add(WebStub(URL, body="x"))
        apply(
            bench.guest.machine,
            NO_WAY,
        )
        bench.powershell(ASKERS[way])
        assert not bench.guest.machine.files.exists("C:\\got")

    def test_an_archive_is_downloaded_and_expanded(self, bench: Workbench, stubs: StubBook) -> None:
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr("tools/run.ps1", "'it runs'")
        stubs.add(WebStub("https://contoso.com/tools.zip", body_base64=base64.b64encode(content.getvalue()).decode()))
        script = r"""
        $zip = Join-Path $env:TEMP 'tools.zip'
        Invoke-WebRequest https://contoso.com/tools.zip -OutFile $zip -UseBasicParsing
        Expand-Archive $zip -DestinationPath C:\Tools -Force
        & C:\Tools\tools\run.ps1
        """
        assert bench.shown(script) == "it runs\n"

    def test_the_journal_tells_what_was_asked_and_what_has_no_stub(self, bench: Workbench, stubs: StubBook) -> None:
        stubs.add(WebStub("https://contoso.com/*", status=204))
        bench.powershell("irm https://contoso.com/hook -Method Post -Body a; irm https://other.com/x")
        assert [(event, details["url"]) for event, details in bench.world.journal if event.startswith("web")] == [
            ("web request answered", "https://contoso.com/hook"),
            ("web request has no stub", "https://other.com/x"),
        ]


class TestAnswers:
    """What scripts see of an answer."""

    def test_json_becomes_objects(self, bench: Workbench, stubs: StubBook) -> None:
        stubs.add(WebStub("https://api.contoso.com/vms", body='{"value": [{"name": "a"}, {"name": "b"}]}'))
        assert bench.shown("(Invoke-RestMethod https://api.contoso.com/vms).value.name") == "a\nb\n"

    def test_an_error_of_the_server_is_an_exception_with_its_status_and_words(
        self, bench: Workbench, stubs: StubBook
    ) -> None:
        stubs.add(WebStub("https://api.contoso.com/*", status=403, body='{"error": "no"}'))
        script = """
        try { Invoke-RestMethod https://api.contoso.com/x } catch {
          $_.Exception.Message; [int]$_.Exception.Response.StatusCode; $_.Exception.Response.StatusDescription
          $_.Exception.Status; $_.ErrorDetails.Message
          (New-Object IO.StreamReader($_.Exception.Response.GetResponseStream())).ReadToEnd()
        }
        """
        assert bench.shown(script).splitlines() == [
            "The remote server returned an error: (403) Forbidden.",
            "403",
            "Forbidden",
            "ProtocolError",
            '{"error": "no"}',
            '{"error": "no"}',
        ]

    def test_a_redirection_is_followed(self, bench: Workbench, stubs: StubBook) -> None:
        stubs.add(WebStub("https://aka.ms/tool", status=301, headers={"Location": "https://contoso.com/tool.txt"}))
        stubs.add(WebStub("https://contoso.com/tool.txt", body="the tool"))
        assert bench.shown("(Invoke-WebRequest https://aka.ms/tool -UseBasicParsing).Content") == "the tool\n"
        assert bench.output("curl https://aka.ms/tool -s -w %{http_code}") == "301"

    def test_an_answer_that_comes_too_late_is_a_time_out(self, bench: Workbench, stubs: StubBook) -> None:
        stubs.add(WebStub("https://slow.contoso.com", duration=60))
        outcome = bench.powershell("Invoke-RestMethod https://slow.contoso.com -TimeoutSec 5")
        assert outcome.stderr.decode().splitlines()[0] == "Invoke-RestMethod : The operation has timed out"
        assert bench.now == 5.0

    def test_a_query_counts_where_the_stub_has_one(self, stubs: StubBook) -> None:
        stubs.add(WebStub("https://a.com/x", body="any"))
        stubs.add(WebStub("https://a.com/x?v=2", body="two"))
        bodies = [
            answer.body
            for query in ("", "?v=1", "?v=2")
            if (answer := stubs.answer("vm", "GET", f"https://A.com/x{query}"))
        ]
        assert bodies == ["any", "any", "two"]

    @pytest.mark.parametrize(
        ("members", "sentence"),
        [
            ({"url": "contoso.com"}, "a stub's url begins with http://, https:// or *"),
            ({"url": "*", "status": 0}, "a stub's status is one of HTTP's, 100 to 599: 0"),
            ({"url": "*", "body": "a", "body_base64": "YQ=="}, "a stub has a body in text or in base64, not both"),
            ({"url": "*", "body_base64": "?"}, "a stub's body must be base64"),
        ],
    )
    def test_a_stub_that_can_not_be_is_refused(self, members: dict[str, object], sentence: str) -> None:
        with pytest.raises(ValueError, match=sentence.replace("*", "[*]")):
            WebStub(**members)  # type: ignore[arg-type]  # that is the point


class TestNobody:
    """Nobody answers: each way has its own words for it."""

    def test_an_unknown_name_can_not_be_resolved(self, bench: Workbench) -> None:
        text = "The remote name could not be resolved: 'downloads.contoso.com'"
        for way in ("Invoke-WebRequest", "Invoke-RestMethod", "WebClient"):
            assert text in bench.powershell(ASKERS[way]).stderr.decode().replace("\r\n", "")
        assert bench.run(f"curl -sS {URL}").stderr == b"curl: (6) Could not resolve host: downloads.contoso.com\r\n"

    @pytest.mark.parametrize("url", ["C:\\", "http://a:99999/", "http://[::1"])
    def test_what_is_no_url_is_asked_of_nobody(self, bench: Workbench, url: str) -> None:
        outcome = bench.run(f"curl -sS {url}")
        assert outcome.stderr == b"curl: (3) URL using bad/illegal format or missing URL\r\n"
        assert outcome.exit_code == 3
        assert bench.run(f"certutil -urlcache -f {URL} C:\\got").exit_code == 0x80072EE7
        outcome = bench.powershell(ASKERS["BITS"])
        assert outcome.stderr.startswith(b"Start-BitsTransfer : The server name or address could not be resolved")

    def test_a_way_that_is_blocked_takes_its_time(self, bench: Workbench) -> None:
        apply(
            bench.guest.machine,
            NO_WAY,
        )
        outcome = bench.powershell("Invoke-WebRequest https://management.azure.com -UseBasicParsing")
        assert outcome.stderr.decode().splitlines()[0] == "Invoke-WebRequest : Unable to connect to the remote server"
        assert bench.now == 21.0

    def test_what_is_not_parsed_by_the_cmdlet_needs_internet_explorer(self, bench: Workbench, stubs: StubBook) -> None:
        stubs.add(WebStub("https://contoso.com", body="<html></html>"))
        outcome = bench.powershell("Invoke-WebRequest https://contoso.com")
        assert b"WebCmdletIEDomNotSupportedException,Microsoft.Po" in outcome.stderr
        key = r"HKLM\SOFTWARE\Microsoft\Internet Explorer\Main"
        apply(bench.guest.machine, {"registry": {key: {"DisableFirstRunCustomize": 2}}})
        assert bench.shown("(Invoke-WebRequest https://contoso.com).StatusCode") == "200\n"

    def test_a_connection_is_tried(self, bench: Workbench) -> None:
        script = """
        $client = New-Object System.Net.Sockets.TcpClient
        $client.Connect('localhost', 3389); $client.Connected; $client.Close()
        $client = New-Object Net.Sockets.TcpClient
        $waiting = $client.BeginConnect('10.0.0.9', 443, $null, $null)
        $waiting.AsyncWaitHandle.WaitOne(3000, $false); $client.Connected
        [System.Net.Dns]::GetHostAddresses('localhost').IPAddressToString
        """
        assert bench.shown(script) == "True\nFalse\nFalse\n127.0.0.1\n"
        assert bench.now == 3.0


class TestOwnSite:
    """Internet Information Services on the machine itself."""

    def test_it_answers_its_pages_while_it_runs(self, bench: Workbench) -> None:
        apply(bench.guest.machine, {"features": ["Web-Server"]})
        script = r"""
        Set-Content C:\inetpub\wwwroot\index.html '<h1>Hello</h1>'
        (Invoke-WebRequest http://localhost -UseBasicParsing).Content
        (Invoke-WebRequest "http://$env:COMPUTERNAME/iisstart.htm" -UseBasicParsing).StatusCode
        try { Invoke-WebRequest http://localhost/none.htm -UseBasicParsing } catch { $_.Exception.Message }
        Stop-Service W3SVC
        try { Invoke-WebRequest http://localhost -UseBasicParsing } catch { $_.Exception.Message }
        """
        assert bench.shown(script).splitlines() == [
            "<h1>Hello</h1>",
            "",
            "200",
            "The remote server returned an error: (404) Not Found.",
            "Unable to connect to the remote server",
        ]

    def test_a_default_document_comes_before_the_start_page(self, bench: Workbench) -> None:
        apply(bench.guest.machine, {"features": ["Web-Server"], "files": {r"C:\inetpub\wwwroot\Default.htm": "first"}})
        assert bench.output("curl -s http://127.0.0.1/") == "first"


class TestClasses:
    """Requests of .NET in parts."""

    def test_a_request_carries_its_headers_and_method(self, bench: Workbench, stubs: StubBook) -> None:
        stubs.add(WebStub("https://contoso.com/hook", method="POST", body="taken", status=202))
        script = """
        $request = [System.Net.WebRequest]::Create('https://contoso.com/hook')
        $request.Method = 'POST'; $request.ContentType = 'text/plain'; $request.Headers['X-Key'] = 'k'
        $bytes = [Text.Encoding]::UTF8.GetBytes('hello')
        $stream = $request.GetRequestStream(); $stream.Write($bytes, 0, $bytes.Length); $stream.Close()
        $response = $request.GetResponse()
        [int]$response.StatusCode
        $reader = New-Object System.IO.StreamReader $response.GetResponseStream()
        $reader.ReadToEnd(); $reader.Close(); $response.Close()
        """
        assert bench.shown(script) == "202\ntaken\n"

    def test_a_client_has_headers_and_an_encoding(self, bench: Workbench, stubs: StubBook) -> None:
        stubs.add(WebStub("https://contoso.com/t", body="caf\u00e9"))
        script = """
        $client = New-Object Net.WebClient
        $client.Headers.Add('User-Agent', 'me'); $client.Headers['Accept'] = '*/*'; $client.Headers.Count
        $client.Encoding = [Text.Encoding]::UTF8
        $client.DownloadString('https://contoso.com/t').Length
        try { $client.DownloadFile('https://contoso.com/t', 'C:/none/x') }
        catch { $_.Exception.InnerException.Message }
        """
        assert bench.shown(script).splitlines() == ["2", "4", "An exception occurred during a WebClient request."]


class TestRemoteManagement:
    """Ports that are opened on the machine."""

    def test_a_listener_over_https_answers_connections(self, bench: Workbench) -> None:
        script = r"""
        $certificate = New-SelfSignedCertificate -DnsName $env:COMPUTERNAME -CertStoreLocation Cert:\LocalMachine\My
        Test-NetConnection localhost -Port 5986 -InformationLevel Quiet -WarningAction SilentlyContinue
        $listener = @{Transport = 'HTTPS'; Address = '*'; CertificateThumbPrint = $certificate.Thumbprint}
        New-Item WSMan:\localhost\Listener @listener -Force | Out-Null
        Test-NetConnection localhost -Port 5986 -InformationLevel Quiet
        """
        assert bench.shown(script) == "False\nTrue\n"
