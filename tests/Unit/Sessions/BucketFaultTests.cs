using Amazon.S3;
using Amazon.S3.Model;
using Veeam365.Backup.Core.Model;
using Veeam365.Backup.Core.Operations;
using Veeam365.Backup.Core.Sessions;
using S3Bucket = Veeam365.Backup.Tests.Support.S3Bucket;

namespace Veeam365.Backup.Tests.Sessions;

public sealed class BucketFaultTests(S3Bucket bucket) : IClassFixture<S3Bucket>
{
    [Theory]
    [InlineData("missing", "Repository.PlaceMissing")]
    [InlineData("read-only", "Repository.AccessDenied")]
    [InlineData("wrong secret", "Repository.WrongCredential")]
    [InlineData("wrong key", "Repository.WrongCredential")]
    public async Task A_bucket_that_cannot_be_used_is_not_added_and_the_error_says_what_to_do(string fault, string errorId)
    {
        await using BackupWorld world = await BackupWorld.CreateAsync(t => RandomChanges.Fill(t, users: 1, messages: 1, files: 0));
        S3StoreSettings place = await NewPlaceAsync();
        string secret = bucket.Server.Secret;
        switch (fault)
        {
            case "missing":
                place = place with { Bucket = "missing-" + Guid.NewGuid().ToString("N") };
                break;
            case "read-only":
                await RefuseWritesAsync(place.Bucket);
                break;
            case "wrong secret":
                secret = "not-the-s3cret";
                break;
            case "wrong key":
                place = place with { AccessKey = "NOBODY" };
                break;
        }

        RepositoryException error = await Assert.ThrowsAsync<RepositoryException>(
            () => new RepositoryOperations(world.Services).AddAsync(new NewRepository("S3", place, secret, null), CancellationToken.None));

        AssertHelpful(error, errorId);
        Assert.Null(await world.Services.Configuration.Repositories.FindAsync("S3", CancellationToken.None));
    }

    [Theory]
    [InlineData("missing", "Repository.PlaceMissing")]
    [InlineData("read-only", "Repository.AccessDenied")]
    [InlineData("wrong secret", "Repository.WrongCredential")]
    public async Task A_bucket_that_became_unusable_fails_the_session_clearly_and_earlier_restore_points_stay(string fault, string errorId)
    {
        S3StoreSettings place = await NewPlaceAsync();
        await using BackupWorld world = await BackupWorld.CreateAsync(
            t => RandomChanges.Fill(t, users: 1, messages: 5, files: 2), places: new WorldPlaces { Store = place, StoreSecret = bucket.Server.Secret });
        Assert.Equal(SessionStatus.Success, (await world.BackUpAsync()).Session.Status);
        new RandomChanges(world.Tenant, 6).Apply(20);
        switch (fault)
        {
            case "missing":
                await RemoveAsync(place.Bucket);
                break;
            case "read-only":
                await RefuseWritesAsync(place.Bucket);
                break;
            case "wrong secret":
                world.Use(new OtherSecret(world.Services.Repositories, "not-the-s3cret"));
                break;
        }

        SessionResult result = await world.BackUpAsync();

        Assert.Equal(SessionStatus.Failed, result.Session.Status);
        AssertHelpful(Assert.IsType<RepositoryException>(result.Error), errorId);
        Assert.Single(await world.ListPointsAsync());
    }

    private static void AssertHelpful(RepositoryException error, string errorId)
    {
        Assert.Equal(errorId, error.ErrorId);
        Assert.NotEmpty(error.RecommendedAction);
        Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal);
    }

    private async Task<S3StoreSettings> NewPlaceAsync() => bucket.Server.Settings(await bucket.Server.CreateBucketAsync());

    private async Task RefuseWritesAsync(string name)
    {
        using AmazonS3Client client = bucket.Server.CreateClient();
        await client.PutBucketPolicyAsync(new PutBucketPolicyRequest
        {
            BucketName = name,
            Policy = $$"""
                { "Version": "2012-10-17", "Statement": [ { "Effect": "Deny", "Principal": "*", "Action": [ "s3:PutObject", "s3:DeleteObject" ], "Resource": "arn:aws:s3:::{{name}}/*" } ] }
                """,
        });
    }

    private async Task RemoveAsync(string name)
    {
        using AmazonS3Client client = bucket.Server.CreateClient();
        ListObjectsV2Response listed = await client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = name });
        foreach (S3Object found in listed.S3Objects)
            await client.DeleteObjectAsync(name, found.Key);
        await client.DeleteBucketAsync(name);
    }
}
