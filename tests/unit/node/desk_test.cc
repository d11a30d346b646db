// SPDX-License-Identifier: Apache-2.0
// The work desk (node/desk) and its routes: what a request may ask of the program that reads lists, prints
// proofs and looks through the chain, what that program has of this one, and what it may cost. That it does
// so as on the command line, for a node of a network, is in
// client/web/test/{desk,certificate,findings}.test.ts.
#include "node/desk/desk.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <future>
#include <semaphore>

#include "tests/unit/node/api_fixture.h"

namespace credence::node::testing {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// ---- programs ---------------------------------------------------------------------------------------------

class ProgramOnBytes : public ::testing::Test {
 protected:
  Result<std::string> shell(const std::string& script, std::string_view input = {},
                            std::string_view beside = {}) const {
    return run_program("/bin/sh", {"-c", script}, input, beside, bounds, stop);
  }
  Error fault(const std::string& script) const {
    const auto out = shell(script);
    EXPECT_FALSE(out.has_value()) << *out;
    return out ? Error{Code::ok, {}} : out.error();
  }
  ProgramBounds bounds{milliseconds(20'000), 10, 256 * limits::kMiB, limits::kMiB};
  std::atomic<bool> stop{false};
};

TEST_F(ProgramOnBytes, ReadsBothInputsFromMemory) {
  const std::string list(300'000, 'x');  // more than a pipe holds
  EXPECT_EQ(shell("cat; cat <&3", list, "beside"), list + "beside");
  EXPECT_EQ(shell("cat /dev/stdin; cat /dev/fd/3; cat /dev/fd/3", "a", "b"),
            "abb");  // as a file, from its begin
  EXPECT_EQ(shell("echo $#; exit 7"), "0\n");
}

TEST_F(ProgramOnBytes, HasNothingOfThisProcess) {
  ASSERT_EQ(::setenv("CREDENCE_PASSPHRASE", "secret of the node", 1), 0);
  const int held = ::fcntl(::open("/dev/null", O_RDONLY), F_DUPFD, 200);  // not closed by exec
  ASSERT_GE(held, 200);
  EXPECT_EQ(shell("echo \"[$CREDENCE_PASSPHRASE]\""), "[]\n");
  const auto files = shell("for f in /proc/self/fd/*; do echo \"$f \"; done");
  EXPECT_THAT(files.value(), AllOf(HasSubstr("/3 "), Not(HasSubstr("/" + std::to_string(held) + " "))));
  ::close(held);
  ::unsetenv("CREDENCE_PASSPHRASE");
}

TEST_F(ProgramOnBytes, IsBoundedInTimeOutputAndMemory) {
  bounds.time = milliseconds(100);
  EXPECT_EQ(fault("while :; do :; done").code, Code::limit_exceeded);
  EXPECT_EQ(fault("exec >&-; while :; do :; done").code,
            Code::limit_exceeded);  // its output has ended, it has not
  bounds.time = milliseconds(20'000);
  bounds.output_bytes = 1'000;
  EXPECT_EQ(fault("while :; do echo 0123456789; done").code, Code::limit_exceeded);
  bounds.output_bytes = 100'000;
#ifndef __SANITIZE_ADDRESS__
  // in kB; the last of the bounds that are set after the start
  EXPECT_EQ(
      shell("while [ $(ulimit -d) = unlimited ]; do :; done; ulimit -d; ulimit -t; ulimit -c; ulimit -n"),
      std::to_string(256 * 1024) + "\n10\n0\n64\n");
#endif
}

TEST_F(ProgramOnBytes, SaysWhatWentWrong) {
  EXPECT_EQ(run_program("/nowhere/credence", {}, "", "", bounds, stop).error().code, Code::internal);
  EXPECT_EQ(fault("exit 3").code, Code::internal);
  EXPECT_EQ(fault("echo half; kill -ABRT $$").code, Code::limit_exceeded);
  stop = true;
  EXPECT_EQ(fault("while :; do :; done").code, Code::node_stopping);
}

// ---- the desk ---------------------------------------------------------------------------------------------

/// A desk whose program says which words it got, and what stood in its files.
class DeskOn : public Server {
 protected:
  DeskOn() : folder_(fs::path(::testing::TempDir()) / ("desk-" + std::to_string(::getpid()))) {
    fs::create_directories(folder_);
    write_program("printf '%s|' \"$@\"; printf 'file=%s answers=%s' \"$(cat)\" \"$(cat <&3)\"");
  }
  ~DeskOn() override {
    if (desk_) desk_->stop();
    server_.reset();
    desk_.reset();
    fs::remove_all(folder_);
  }
  void SetUp() override {}
  void write_program(const std::string& script) const {
    const fs::path path = folder_ / "credence";
    std::ofstream(path) << "#!/bin/sh\n" << script << "\n";
    fs::permissions(path, fs::perms::owner_all);
  }
  void open(const std::function<void(DeskOptions&)>& change = {}) {
    DeskOptions options{
        {(folder_ / "credence").string()}, (folder_ / "data").string(), "/srv/genesis.json", [] {
          return std::string("http://127.0.0.1:7180");
        }};
    if (change) change(options);
    desk_ = Desk::open(std::move(options)).value();
  }
  Result<std::string> read(const std::string& request) const {
    std::promise<Result<std::string>> told;
    desk_->read(request, [&told](Result<std::string> out) { told.set_value(std::move(out)); });
    return told.get_future().get();
  }
  Error refused(const std::string& request) const {
    const auto out = read(request);
    EXPECT_FALSE(out.has_value()) << request << ": " << *out;
    return out ? Error{Code::ok, {}} : out.error();
  }
  std::string post(const std::string& body, const std::string& headers = "Content-Type: application/json\r\n",
                   const std::string& path = "/v1/desk/readings") {
    return talk("POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers +
                "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }
  std::string get(const std::string& path, const std::string& headers = {}) {
    return talk("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers + "\r\n");
  }
  /// As `exchange`, whose time limit ends a read when a program of this process ends.
  std::string talk(const std::string& sent) {
    asio::io_context context;
    tcp::socket socket = connect(context);
    boost::system::error_code error;
    asio::write(socket, asio::buffer(sent), error);
    socket.shutdown(tcp::socket::shutdown_send, error);
    std::string out;
    asio::read(socket, asio::dynamic_buffer(out), error);
    return out.empty() ? "nothing: " + error.message() : out;
  }
  const fs::path folder_;
  std::unique_ptr<Desk> desk_;
};

const std::string kProof = "Content-Type: application/vnd.credence.proof\r\n";
const std::string kGood =
    R"({"list": "award", "language": "zh", "options": {"programme": "p1", "skip-bad": true,
  "renumber": false, "column": ["金额=B", "企业=C"], "heading": "--key=evil"}, "file": "YWJj", "answers": "ZGVm"})";

TEST_F(DeskOn, AsksTheProgramThatReadsLists) {
  open();
  const std::string data = (folder_ / "data").string();
  EXPECT_EQ(read(kGood),
            "--json|--data|" + data +
                "|--genesis|/srv/genesis.json|--node|http://127.0.0.1:7180|--lang|zh|award|import|-|"
                "--dry-run|--programme=p1|--skip-bad|--column=金额=B|--column=企业=C|"
                "--heading=--key=evil|--answers=/dev/fd/3|file=abc answers=def");
  EXPECT_EQ(read(R"({"list": "title", "options": {"from": ""}, "file": ""})"),
            "--json|--data|" + data +
                "|--genesis|/srv/genesis.json|--node|http://127.0.0.1:7180|title|import|-|--dry-run|file= "
                "answers=");
}

TEST_F(DeskOn, NamesWhatIsWrongWithARequest) {
  open();
  const auto with = [](const std::string& options) {
    return R"({"list": "award", "file": "", "options": {)" + options + "}}";
  };
  const std::vector<std::pair<std::string, std::string>> bad = {
      {"", "JSON"},
      {"[]", "JSON"},
      {"{}", "list"},
      {std::string(3'000, '['), "JSON"},
      {R"({"list": "keys", "options": {}, "file": ""})", "list"},
      {R"({"list": "award import", "options": {}, "file": ""})", "list"},
      {R"({"list": "award", "file": ""})", "options"},
      {R"({"list": "award", "options": {}})", "file"},
      {R"({"list": "award", "options": {}, "file": "?"})", "file"},
      {R"({"list": "award", "options": {}, "file": "", "answers": 1})", "answers"},
      {R"({"list": "award", "options": {}, "file": "", "language": "--key"})", "language"},
      {R"({"list": "award", "options": {}, "file": "", "words": []})", "words"},
      {with(R"("key": "a")"), "options.key"},
      {with(R"("answers": "/etc/passwd")"), "options.answers"},
      {with(R"("journal": "/tmp/x")"), "options.journal"},
      {with(R"("node": "http://evil")"), "options.node"},
      {with(R"("data": "/")"), "options.data"},
      {with(R"("programme": 1)"), "options.programme"},
      {with(R"("programme": "a\u0000b")"), "options.programme"},
      {with(R"("programme": ")" + std::string(1'001, 'x') + "\""), "options.programme"},
      {with(R"("skip-bad": "yes")"), "options.skip-bad"},
      {with(R"("column": "a=b")"), "options.column"},
      {with(R"("column": [1])"), "options.column"},
  };
  for (const auto& [request, member] : bad) {
    const Error error = refused(request);
    EXPECT_EQ(error.code, Code::bad_request) << request;
    EXPECT_THAT(error.detail, HasSubstr(member)) << request;
  }
}

TEST_F(DeskOn, HasAProofPrintedByTheProgramThatPrints) {
  write_program("printf '%%PDF-|'; printf '%s|' \"$@\"; cat");
  open();
  const auto print = [this](Desk::Certificate wanted) {
    std::promise<Result<std::string>> told;
    desk_->print(std::move(wanted), [&told](Result<std::string> out) { told.set_value(std::move(out)); });
    return told.get_future().get();
  };
  EXPECT_EQ(print({"credence:bundle", "zh", "title-1", "https://x.example"}),
            "%PDF-|--json|--lang|zh|certificate|proof|-|--out|-|--anchor|/srv/genesis.json|--name=title-1|"
            "--address=https://x.example|credence:bundle");
  EXPECT_EQ(print({"p", "en", "--key"}),
            "%PDF-|--json|--lang|en|certificate|proof|-|--out|-|--anchor|/srv/genesis.json|--name=--key|p");
  // what is no PDF is what the program says of itself, and nothing else
  const auto fault = [&](const std::string& printed) {
    write_program("printf '%s' '" + printed + "'");
    const auto out = print({"p", "zh", "x"});
    return out ? Error{Code::ok, *out} : out.error();
  };
  const std::string forged = std::to_string(static_cast<int>(Code::wrong_root));
  EXPECT_EQ(fault(R"({"verdict":"forged","error":{"number":)" + forged + R"(,"detail":"a key"}})"),
            (Error{Code::wrong_root, "a key"}));
  for (const char* other : {"<html>", "{}", R"({"error":{}})", R"({"error":{"number":-1}})",
                            R"({"error":{"number":65535,"detail":"x"}})", R"({"error":{"number":99999999}})"})
    EXPECT_EQ(fault(other).code, Code::internal) << other;
}

TEST_F(DeskOn, LooksThroughTheChainAsAFileThatGrows) {
  const std::string data = (folder_ / "data").string(), archive = data + "/chain.archive",
                    seen = (folder_ / "seen").string();
  const std::string program = "printf '%s|' \"$@\" >>" + seen + "; case \"$*\" in *export-chain*) touch " +
                              archive + "; echo '{\"new_blocks\": 3}';; *) echo '";
  const auto told = [this](std::uint64_t height) {
    ChainFindings::State out = desk_->findings(height);
    for (; out.looking; out = desk_->findings(height)) std::this_thread::yield();
    return out;
  };
  write_program(program + "{\"height\": 9, \"findings\": []}';; esac");
  open();
  const auto good = told(9);
  ASSERT_TRUE(good.found) << (good.failed ? good.failed->text_en() : "");
  EXPECT_EQ(*good.found, "{\"height\": 9, \"findings\": []}\n");
  EXPECT_EQ(good.height, 9U);
  std::string words;
  std::getline(std::ifstream(seen), words);
  EXPECT_EQ(words, "--json|--data|" + data +
                       "|--genesis|/srv/genesis.json|--node|http://127.0.0.1:7180|export-chain|" + archive +
                       "|--json|--genesis|/srv/genesis.json|findings|" + archive +
                       "|--threads|1|--memory|512|--temporary|" + data + "|");
  EXPECT_TRUE(fs::exists(archive)) << "it is kept: only what is new is fetched the next time";
  // a file that does not pass is not used again
  const std::string number = std::to_string(static_cast<int>(Code::wrong_root));
  write_program(program + R"({"verdict": "damaged_or_forged", "error": {"number": )" + number +
                R"(, "detail": "block 2"}}';; esac)");
  open();
  EXPECT_EQ(told(9).failed, (Error{Code::wrong_root, "block 2"}));
  EXPECT_FALSE(fs::exists(archive));
}

/// What was found is kept, and somebody must have asked for more before more is looked for.
TEST(ChainFindings, IsLookedForOncePerHeightAndForATenthOfTheTime) {
  ChainFindings::Clock::time_point now{};
  std::atomic<int> looked{0};
  std::atomic<bool> fails{false};
  std::binary_semaphore goes_on{0};
  ChainFindings findings(
      [&]() -> Result<std::string> {
        goes_on.acquire();
        if (fails) return fail(Code::limit_exceeded, "900 s");
        return std::to_string(++looked);
      },
      [&] { return now; });
  const auto end = [&](milliseconds takes) {
    now += takes;  // while it looks
    goes_on.release();
    ChainFindings::State out = findings.at(0);
    for (; out.looking; out = findings.at(0)) std::this_thread::yield();
    return out;
  };
  EXPECT_TRUE(findings.at(5).looking);
  EXPECT_TRUE(findings.at(6).looking) << "one at a time";
  EXPECT_FALSE(findings.at(6).found);
  const auto first = end(milliseconds(1'000));
  EXPECT_EQ(*first.found, "1");
  EXPECT_EQ(first.height, 5U);
  now += milliseconds(8'999);
  EXPECT_FALSE(findings.at(6).looking) << "it rests";
  now += milliseconds(1);
  EXPECT_FALSE(findings.at(5).looking) << "it has not grown";
  EXPECT_TRUE(findings.at(6).looking);
  EXPECT_EQ(*findings.at(6).found, "1") << "what is known is told meanwhile";
  fails = true;
  const auto failed = end(milliseconds(100));
  EXPECT_EQ(failed.failed->code, Code::limit_exceeded);
  EXPECT_EQ(*failed.found, "1");
  now += milliseconds(29'999);
  EXPECT_FALSE(findings.at(6).looking);
  now += milliseconds(1);
  fails = false;
  EXPECT_TRUE(findings.at(6).looking) << "and it is tried again";
  const auto again = end(milliseconds(0));
  EXPECT_EQ(*again.found, "2");
  EXPECT_FALSE(again.failed);
  findings.wait();
  EXPECT_FALSE(findings.at(9).looking);
}

TEST_F(DeskOn, ServesTheAddressesThatAreAllowed) {
  const auto serves = [this](std::vector<std::string> allow, const char* address) {
    open([&](DeskOptions& options) { options.config.allow = std::move(allow); });
    return desk_->serves(address);
  };
  EXPECT_TRUE(serves({"127.0.0.0/8", "::1"}, "127.3.2.1"));
  EXPECT_TRUE(serves({"127.0.0.0/8", "::1"}, "::1"));
  EXPECT_TRUE(serves({"127.0.0.0/8"}, "::ffff:127.0.0.1"));
  EXPECT_FALSE(serves({"127.0.0.0/8", "::1"}, "128.0.0.1"));
  EXPECT_FALSE(serves({"127.0.0.0/8", "::1"}, "::2"));
  EXPECT_TRUE(serves({"10.20.0.0/16"}, "10.20.255.1"));
  EXPECT_FALSE(serves({"10.20.0.0/16"}, "10.21.0.1"));
  EXPECT_TRUE(serves({"10.20.1.7"}, "10.20.1.7"));
  EXPECT_FALSE(serves({"10.20.1.7"}, "10.20.1.8"));
  EXPECT_TRUE(serves({"fd00:1::/32"}, "fd00:1:2::3"));
  EXPECT_FALSE(serves({"fd00:1::/32"}, "fd00:2::3"));
  EXPECT_FALSE(serves({"0.0.0.0/0"}, ""));
  EXPECT_FALSE(serves({}, "127.0.0.1"));
}

TEST_F(DeskOn, SettingsThatCannotBeUsedAreNamed) {
  DeskConfig config{(folder_ / "credence").string()};
  EXPECT_TRUE(Desk::check(config));
  for (const char* range : {"", "localhost", "10.0.0.0/33", "10.0.0", "::1/129", "10.0.0.0/-1"}) {
    config.allow = {range};
    const auto bad = Desk::check(config);
    ASSERT_FALSE(bad.has_value()) << range;
    EXPECT_EQ(bad.error().code, Code::bad_config);
    EXPECT_THAT(bad.error().detail, HasSubstr("desk.allow"));
  }
  config = {(folder_ / "nothing").string()};
  EXPECT_THAT(Desk::check(config).error().detail, HasSubstr("desk.program"));
}

TEST_F(DeskOn, ReadsAFewListsAtOnceAndEndsWithTheNode) {
  write_program("echo begun > " + (folder_ / "begun").string() + "; while :; do :; done");
  open([](DeskOptions& options) { options.config.at_once = 1; });
  std::promise<Result<std::string>> told;
  desk_->read(kGood, [&told](Result<std::string> out) { told.set_value(std::move(out)); });
  EXPECT_EQ(refused(kGood).code, Code::busy);
  desk_->stop();
  EXPECT_EQ(told.get_future().get().error().code, Code::node_stopping);
  EXPECT_EQ(refused(kGood).code, Code::node_stopping);
}

// ---- its route --------------------------------------------------------------------------------------------

TEST_F(DeskOn, AnswersWhatTheProgramPrinted) {
  write_program("printf '{\"lines\": 1}'");
  open();
  start([this](ApiOptions& options) { options.desk = desk_.get(); });
  const std::string out = post(kGood);
  EXPECT_THAT(out,
              AllOf(HasSubstr("HTTP/1.1 200"), HasSubstr("application/json"), HasSubstr("{\"lines\": 1}")));
  EXPECT_THAT(post("{}"), AllOf(HasSubstr("HTTP/1.1 400"), HasSubstr("member list")));
  EXPECT_THAT(post("{}", "Content-Type: application/json\r\nAccept-Language: zh\r\n"),
              HasSubstr("无法理解该请求"));
}

TEST_F(DeskOn, AnswersACertificateByItsType) {
  write_program("printf '%%PDF-|'; printf '%s|' \"$@\"; cat");
  open();
  start([this](ApiOptions& options) { options.desk = desk_.get(); });
  EXPECT_THAT(
      post("credence:bundle", kProof,
           "/v1/desk/certificates?lang=zh&name=title-91_x&address=https%3A%2F%2Fledger.example"),
      AllOf(HasSubstr("HTTP/1.1 200"), HasSubstr("Content-Type: application/pdf"), HasSubstr("--lang|zh|"),
            HasSubstr("--name=title-91_x|"), HasSubstr("--address=https://ledger.example|credence:bundle")));
  EXPECT_THAT(post("p", kProof + "Accept-Language: zh\r\n", "/v1/desk/certificates"),
              AllOf(HasSubstr("HTTP/1.1 200"), HasSubstr("--lang|zh|"), HasSubstr("--name=proof|p")));
  for (const std::string query :
       {"lang=fr", "lang=", "name=", "name=..%2Fx", "name=a%20b", "address=http://x", "address=https://a%0Ab",
        "anchor=/etc/passwd", "out=/tmp/x"})
    EXPECT_THAT(post("p", kProof, "/v1/desk/certificates?" + query), HasSubstr("HTTP/1.1 400")) << query;
  EXPECT_THAT(post("p", kProof, "/v1/desk/certificates?name=" + std::string(129, 'x')),
              HasSubstr("HTTP/1.1 400"));
}

TEST_F(DeskOn, TellsWhatStandsOutAsSoonAsItIsKnown) {
  write_program(
      "case \"$*\" in *export-chain*) echo '{\"new_blocks\": 3}';; *) echo '{\"findings\": [7]}';; esac");
  open();
  start([this](ApiOptions& options) { options.desk = desk_.get(); });
  std::string out = get("/v1/desk/findings");
  EXPECT_THAT(out,
              AllOf(HasSubstr("HTTP/1.1 202"), HasSubstr(R"({"looking":true,"failed":null,"found":null})")));
  while (out.contains("HTTP/1.1 202")) out = get("/v1/desk/findings");
  EXPECT_THAT(out, AllOf(HasSubstr("HTTP/1.1 200"), HasSubstr(R"("failed":null,"found":{"findings": [7]})")));
  EXPECT_THAT(get("/v1/desk/findings", "Sec-Fetch-Site: cross-site\r\n"), HasSubstr("HTTP/1.1 400"));
}

TEST_F(DeskOn, IsNotThereForOthers) {
  const auto nowhere = [this](const std::string& why) {
    const auto is = AllOf(HasSubstr("HTTP/1.1 404"), HasSubstr(why));
    EXPECT_THAT(post(kGood), is);
    EXPECT_THAT(post("p", kProof, "/v1/desk/certificates"), is);
    EXPECT_THAT(get("/v1/desk/findings"), is);
  };
  start({});
  nowhere("[desk]");
  open([](DeskOptions& options) { options.config.allow = {"127.0.0.2"}; });
  start([this](ApiOptions& options) { options.desk = desk_.get(); });
  nowhere("desk.allow");
}

// No cookie and no key is here: a foreign page could make the node work, and that is all it could do.
TEST_F(DeskOn, IsForAPageOfThisNodeAlone) {
  open();
  start([this](ApiOptions& options) { options.desk = desk_.get(); });
  const std::string json = "Content-Type: application/json\r\n";
  for (const char* header : {"Origin: http://evil.example\r\n", "Origin: null\r\n", "Origin: http://x:81\r\n",
                             "Sec-Fetch-Site: cross-site\r\n", "Sec-Fetch-Site: same-site\r\n"})
    EXPECT_THAT(post(kGood, json + header), AllOf(HasSubstr("HTTP/1.1 400"), HasSubstr("another origin")))
        << header;
  for (const char* header :
       {"", "Origin: http://x\r\n", "Sec-Fetch-Site: same-origin\r\nOrigin: https://proxy\r\n"})
    EXPECT_THAT(post(kGood, json + header), HasSubstr("HTTP/1.1 200")) << header;
  // what a page may send to another origin without asking
  for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data"})
    for (const char* path : {"/v1/desk/readings", "/v1/desk/certificates"})
      EXPECT_THAT(post(kGood, "Content-Type: " + std::string(type) + "\r\n", path), HasSubstr("HTTP/1.1 400"))
          << type << path;
}

TEST_F(DeskOn, TakesLongListsAndTheOtherRoutesDoNot) {
  write_program("wc -c");
  open();
  start([this](ApiOptions& options) { options.desk = desk_.get(); });
  const auto of = [](std::size_t bytes) {
    return R"({"list": "award", "options": {}, "file": ")" + std::string(bytes, 'A') + "\"}";
  };
  EXPECT_THAT(post(of(4'000'000)), AllOf(HasSubstr("HTTP/1.1 200"), HasSubstr("3000000")));
  EXPECT_THAT(post(of(kDeskBodyBytesMax)),
              AllOf(HasSubstr("HTTP/1.1 413"), HasSubstr(std::to_string(kDeskBodyBytesMax))));
  EXPECT_THAT(post(of(4'000'000), "Content-Type: application/json\r\n", "/v1/transactions"),
              AllOf(HasSubstr("HTTP/1.1 413"), HasSubstr(std::to_string(limits::kApiBodyBytesMax))));
  const std::string limits = exchange(request("/v1/limits"));
  EXPECT_THAT(limits, HasSubstr("\"desk_bytes_max\":" + std::to_string(kDeskBodyBytesMax)));
  // its share of long requests is smaller: that is said before anything is sent
  start([this](ApiOptions& options) {
    options.desk = desk_.get();
    options.bytes_max = 16 * limits::kMiB;
  });
  EXPECT_THAT(exchange(request("/v1/limits")), HasSubstr("\"desk_bytes_max\":2097152"));
  EXPECT_THAT(post(of(4'000'000)), HasSubstr("HTTP/1.1 413"));
}

TEST_F(DeskOn, ARequestUnderWayIsAnsweredWhenTheNodeEnds) {
  write_program("echo x > " + (folder_ / "begun").string() + "; while :; do :; done");
  open();
  start([this](ApiOptions& options) { options.desk = desk_.get(); });
  auto answer = std::async(std::launch::async, [this] { return post(kGood); });
  while (!fs::exists(folder_ / "begun")) std::this_thread::yield();
  desk_->stop();
  EXPECT_THAT(answer.get(), AllOf(HasSubstr("HTTP/1.1 503"), HasSubstr("node_stopping")));
}

}  // namespace
}  // namespace credence::node::testing
