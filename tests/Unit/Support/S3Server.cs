using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.Support;

/// <summary>
/// A real S3 server for tests: Ceph's RADOS gateway, started once per test run on free loopback ports with its data in memory below a temporary folder.
/// Set VEEAM365_TEST_S3 to "url;accesskey;secret" to use another server. Nothing is skipped when it cannot be had: the tests fail and say why.
/// </summary>
internal sealed class S3Server
{
    private const string External = "VEEAM365_TEST_S3";
    private static readonly string[] Programs = ["ceph", "ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "monmaptool", "ceph-authtool"];
    private static readonly Lazy<Task<S3Server>> Running = new(() => Task.Run(StartAsync));

    private S3Server(Uri url, string accessKey, string secret)
    {
        Url = url;
        AccessKey = accessKey;
        Secret = secret;
    }

    /// <summary>The service's address.</summary>
    public Uri Url { get; }

    /// <summary>An access key that may do anything.</summary>
    public string AccessKey { get; }

    /// <summary>Its secret.</summary>
    public string Secret { get; }

    /// <summary>The server of this test run.</summary>
    public static Task<S3Server> GetAsync() => Running.Value;

    /// <summary>Settings of a bucket of this server.</summary>
    public S3StoreSettings Settings(string bucket, string prefix = "") =>
        new() { ServiceUrl = Url, Bucket = bucket, AccessKey = AccessKey, Prefix = prefix, ForcePathStyle = true };

    /// <summary>Creates a bucket that no other test uses and returns its name.</summary>
    /// <param name="withObjectLock">True for one whose objects can be locked; only possible when a bucket is created.</param>
    public async Task<string> CreateBucketAsync(bool withObjectLock = false)
    {
        string bucket = "test-" + Guid.NewGuid().ToString("N");
        using AmazonS3Client client = CreateClient();
        await client.PutBucketAsync(new PutBucketRequest { BucketName = bucket, ObjectLockEnabledForBucket = withObjectLock });
        return bucket;
    }

    /// <summary>A bare client of this server.</summary>
    public AmazonS3Client CreateClient() => new(
        new BasicAWSCredentials(AccessKey, Secret),
        new AmazonS3Config
        {
            ServiceURL = Url.AbsoluteUri,
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        });

    private static async Task<S3Server> StartAsync()
    {
        if (Environment.GetEnvironmentVariable(External) is { Length: > 0 } external)
            return OfSetting(external);
        RequirePrograms();
        string folder = Path.Combine(Path.GetTempPath(), "veeam365-s3-" + Guid.NewGuid().ToString("N")[..8]);
        Directory.CreateDirectory(folder);
        int gatewayPort = FreePort();
        string script = Path.Combine(folder, "run.sh");
        await File.WriteAllTextAsync(Path.Combine(folder, "ceph.conf"), Configuration(folder, FreePort(), gatewayPort) + "\n");
        await File.WriteAllTextAsync(script, Script + "\n");
        await RunAsync(script, folder);
        S3Server server = new(new Uri($"http://127.0.0.1:{gatewayPort}"), "ACCESSKEY", "SECRETKEY");
        await server.WaitUntilItAnswersAsync();
        return server;
    }

    private static S3Server OfSetting(string setting)
    {
        string[] parts = setting.Split(';');
        return parts.Length == 3
            ? new S3Server(new Uri(parts[0]), parts[1], parts[2])
            : throw new InvalidOperationException($"{External} must be url;accesskey;secret.");
    }

    private static void RequirePrograms()
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        string[] missing = [.. Programs.Where(p => !folders.Any(f => File.Exists(Path.Combine(f, p))))];
        if (missing.Length > 0)
        {
            throw new InvalidOperationException(
                $"The S3 tests need a server and {string.Join(", ", missing)} cannot be found. Install the packages ceph-mon, ceph-osd, radosgw and ceph-common, or set {External} to url;accesskey;secret.");
        }
    }

    private static async Task RunAsync(string script, string folder)
    {
        // The script ends everything and removes the folder when its standard input closes: at the end of this process, however it ends.
        ProcessStartInfo start = new("bash", [script, folder]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        Process process = Process.Start(start)!;
        List<string> output = [];
        while (await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(3)) is { } line)
        {
            if (line == "READY")
            {
                GC.KeepAlive(process);
                AppDomain.CurrentDomain.ProcessExit += (_, _) => process.StandardInput.Close();
                return;
            }

            output.Add(line);
        }

        throw new InvalidOperationException("The S3 server did not start:\n" + string.Join('\n', output));
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task WaitUntilItAnswersAsync()
    {
        using AmazonS3Client client = CreateClient();
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await client.ListBucketsAsync();
                return;
            }
            catch (Exception) when (attempt < 100)
            {
                await Task.Delay(100);
            }
        }
    }

    private static string Configuration(string folder, int monitorPort, int gatewayPort) => $"""
        [global]
        fsid = {Guid.NewGuid()}
        mon_host = v2:127.0.0.1:{monitorPort}/0
        auth_cluster_required = cephx
        auth_service_required = cephx
        auth_client_required = cephx
        osd_pool_default_size = 1
        osd_pool_default_min_size = 1
        osd_pool_default_pg_num = 8
        osd_pool_default_pgp_num = 8
        osd_pool_default_pg_autoscale_mode = off
        osd_crush_chooseleaf_type = 0
        mon_allow_pool_size_one = true
        mon_max_pg_per_osd = 2000
        mon_data_avail_crit = 1
        mon_data_avail_warn = 1
        log_file = {folder}/log/$name.log
        run_dir = {folder}/run
        admin_socket = {folder}/run/$name.asok
        ms_bind_msgr1 = false
        ms_bind_ipv6 = false
        public_addr = 127.0.0.1
        cluster_addr = 127.0.0.1
        [mon.a]
        mon_data = {folder}/mon
        [osd.0]
        osd_data = {folder}/osd
        osd_objectstore = memstore
        memstore_device_bytes = 4294967296
        [client.admin]
        keyring = {folder}/admin.keyring
        [client.rgw.a]
        keyring = {folder}/rgw/keyring
        rgw_data = {folder}/rgw
        rgw_frontends = beast endpoint=127.0.0.1:{gatewayPort} tcp_nodelay=1
        rgw_dns_name = 127.0.0.1
        rgw_thread_pool_size = 64
        """;

    private const string Script = """
        set -e
        D=$1
        exec 2>$D/errors
        mkdir -p $D/mon $D/osd $D/rgw $D/log $D/run
        export CEPH_CONF=$D/ceph.conf
        pids=
        finish() { trap - EXIT; [ -z "$pids" ] || kill -9 $pids || true; rm -rf "$D"; }
        trap 'tail -n 20 $D/errors; finish' EXIT
        monmaptool --create --fsid $(sed -n 's/^fsid = //p' $CEPH_CONF) --addv a "[$(sed -n 's/^mon_host = //p' $CEPH_CONF)]" $D/monmap >/dev/null
        ceph-authtool --create-keyring $D/mon.keyring --gen-key -n mon. --cap mon 'allow *' >/dev/null
        ceph-authtool --create-keyring $D/admin.keyring --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *' >/dev/null
        ceph-authtool $D/mon.keyring --import-keyring $D/admin.keyring >/dev/null
        ceph-mon --mkfs -i a --monmap $D/monmap --keyring $D/mon.keyring >/dev/null
        ceph-mon -i a -f >$D/log/mon.out 2>&1 </dev/null & pids="$pids $!"
        ceph -s --connect-timeout 30 >/dev/null
        key=$(ceph-authtool --gen-print-key); id=$(cat /proc/sys/kernel/random/uuid)
        echo "{\"cephx_secret\": \"$key\"}" | ceph osd new $id -i - >/dev/null
        ceph-authtool --create-keyring $D/osd/keyring --name osd.0 --add-key $key >/dev/null
        ceph-osd -i 0 --mkfs --osd-uuid $id >/dev/null
        ceph-osd -i 0 -f >$D/log/osd.out 2>&1 </dev/null & pids="$pids $!"
        ceph osd crush add 0 1.0 host=h root=default >/dev/null || true
        for i in $(seq 100); do ceph osd stat | grep -q '1 up' && break; sleep 0.2; done
        ceph auth get-or-create client.rgw.a mon 'allow rw' osd 'allow rwx' -o $D/rgw/keyring
        radosgw -n client.rgw.a -f >$D/log/rgw.out 2>&1 </dev/null & pids="$pids $!"
        radosgw-admin -n client.rgw.a user create --uid=u --display-name=u --access-key=ACCESSKEY --secret=SECRETKEY >/dev/null
        echo READY
        cat >/dev/null || true
        finish
        """;
}
