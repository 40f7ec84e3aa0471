using Veeam365.Backup.Core.Model;

namespace Veeam365.Backup.Tests.Scheduling;

public sealed class BackupWindowTests
{
    [Theory]
    [InlineData("Mon-Fri 20-06", "Mon 20-24; Tue-Fri 00-06,20-24; Sat 00-06")]
    [InlineData("sat,SUNDAY", "Sat-Sun 00-24")]
    [InlineData("22:00-05:00", "Mon-Sun 00-05,22-24")]
    [InlineData("Fri-Mon 08:00-12:00,14-16", "Mon 08-12,14-16; Fri-Sun 08-12,14-16")]
    [InlineData("Mon 00-24", "Mon 00-24")]
    [InlineData("Sun 23-01", "Mon 00-01; Sun 23-24")]
    [InlineData("always", "always")]
    [InlineData("never", "never")]
    public void Words_are_understood_and_written_back(string words, string canonical)
    {
        BackupWindow window = BackupWindowText.Parse([words]);

        Assert.Equal(canonical, window.ToString());
        Assert.Equal(window, BackupWindowText.Parse([canonical]));
    }

    [Fact]
    public void Every_cell_can_be_permitted_alone()
    {
        for (int cell = 0; cell < 168; cell++)
        {
            var only = BackupWindow.Of((day, hour) => ((int)day * 24) + hour == cell);

            Assert.Equal(1, Enumerable.Range(0, 168).Count(c => only.IsPermitted((DayOfWeek)(c / 24), c % 24)));
            Assert.True(only.IsPermitted((DayOfWeek)(cell / 24), cell % 24));
            Assert.Equal(only, BackupWindowText.Parse([only.ToString()]));
        }
    }

    [Theory]
    [InlineData("Mo 8-10")]
    [InlineData("Mon 8:30-10")]
    [InlineData("Mon 8")]
    [InlineData("Mon 8-25")]
    [InlineData("Mon-Tue-Wed")]
    [InlineData("Xyz")]
    public void What_cannot_be_understood_is_refused(string words) =>
        Assert.Equal("Job.InvalidWindow", Assert.Throws<InvalidSettingException>(() => BackupWindowText.Parse([words])).ErrorId);
}
