using System.Text;
using Appliance.Converter.Preparing.Windows.Drivers;
using Appliance.Guests.Inspection;

namespace Appliance.Converter.Preparing.Windows.FirstBoot;

/// <summary>
/// The batch files. They use programs that Windows 7 to 11 and Server 2008 R2 to 2025 have (getmac, netsh, diskpart,
/// pnputil, msiexec, reg, sc), no PowerShell, which a policy may forbid. Whatever goes into them from outside is an
/// address, a GUID, or a name of checked characters.
/// </summary>
internal static class FirstBootScripts
{
    /// <summary>Where they tell what they did.</summary>
    public const string Log = @"%SystemRoot%\Temp\appliance-firstboot.log";

    // A start that fails is tried again at the next ones; after these Windows is left alone (virt-v2v's has no such
    // bound, and has driven guests in circles: libguestfs/virt-v2v#159, #178).
    private const int MostTries = 3;

    // Windows 10 1607 took the options with words; the old ones are for those before it (learn.microsoft.com, "PnPUtil command syntax").
    private const int FirstBuildWithNewOptions = 14393;

    private const string ServiceKey = $@"HKLM\SYSTEM\CurrentControlSet\Services\{FirstBootStep.ServiceName}";

    /// <summary>Runs the others, and removes all of them and the service when nothing is left to do, or at the last try.</summary>
    public static string Runner() => $"""
        @echo off
        rem Runs what is left to do after the move to Xen, and then removes itself.
        setlocal EnableExtensions
        cd /d "%~dp0"
        set "KEY={ServiceKey}\Parameters"
        set TRY=0
        for /f "tokens=3" %%v in ('reg query "%KEY%" /v Tries 2^>nul ^| find "Tries"') do set /a TRY=%%v
        set /a TRY+=1
        reg add "%KEY%" /v Tries /t REG_DWORD /d %TRY% /f >nul
        call :run >> "{Log}" 2>&1
        if exist restart.flag goto restart
        if exist ??-*.cmd if %TRY% LSS {MostTries} exit /b 1
        echo removed at try %TRY% >> "{Log}"
        sc.exe delete {FirstBootStep.ServiceName} >> "{Log}" 2>&1
        cd /d "%SystemRoot%"
        (goto) 2>nul & rd /s /q "%~dp0"

        :restart
        del restart.flag
        shutdown.exe /r /t 15 /c "The drivers for Xen are installed."
        exit /b 0

        :run
        echo %DATE% %TIME% try %TRY% of {MostTries}
        for %%s in (??-*.cmd) do call :one %%s
        exit /b 0

        :one
        rem What follows the drivers needs them at work: once, at the first try, Windows starts again in between.
        if exist restart.flag exit /b 0
        echo %1
        call "%~dp0%1"
        set CODE=%ERRORLEVEL%
        echo %1 exited %CODE%
        if not %CODE%==0 exit /b 0
        ren "%~dp0%1" "%~n1.done"
        if %TRY%==1 if "%~n1"=="{DriversName}" echo. > restart.flag
        exit /b 0

        """;

    private const string DriversName = "10-drivers";

    /// <summary>Installs the driver packages. One that is not needed for the start may fail: it is told in the log, and the others go on.</summary>
    public static FirstBootScript Drivers(IReadOnlyList<DriverPackage> packages, WindowsSystem system)
    {
        var text = new StringBuilder("@echo off\nset RESULT=0\n");
        string folder = $@"%SystemRoot%\{XenDriverStep.Folder.Replace('/', '\\')}";
        foreach (DriverPackage package in packages)
        {
            string inf = $@"{folder}\{package.Name}\{package.Name}.inf";
            text.Append(system.Build >= FirstBuildWithNewOptions ? $"pnputil.exe /add-driver \"{inf}\" /install\n" : $"pnputil.exe -i -a \"{inf}\"\n");

            // 259: it was there; 3010 and 1641: at work after the next start (pnputil's documented return codes).
            text.Append("call :check %ERRORLEVEL% ").Append(package.IsBootCritical ? "1" : "0").Append('\n');
        }

        if (system.HasDriverDatabase)
        {
            text.Append("if not %RESULT%==0 exit /b 1\n");
            AppendStandIns(text, packages);
        }

        text.Append("""
            exit /b %RESULT%

            :check
            for %%c in (0 259 3010 1641) do if %1==%%c exit /b 0
            echo failed with %1
            if %2==1 set RESULT=1
            exit /b 0

            """);
        return new FirstBootScript(DriversName, text.ToString());
    }

    // Left there, they keep Windows from being upgraded (virt-v2v, contrib/remove-guestor.reg).
    private static void AppendStandIns(StringBuilder text, IReadOnlyList<DriverPackage> packages)
    {
        const string database = @"HKLM\SYSTEM\DriverDatabase";
        foreach (DriverPackage package in packages.Where(package => package.IsBootCritical && package.DeviceService is not null))
        {
            string standIn = BootDeviceWriter.StandInOf(package);
            foreach (string device in package.DeviceIds)
            {
                text.Append($"reg delete \"{database}\\DeviceIds\\{device}\" /v {standIn} /f\n");
            }

            text.Append($"reg delete \"{database}\\DriverInfFiles\\{standIn}\" /f\n");
            text.Append($"reg delete \"{database}\\DriverPackages\\{BootDeviceWriter.LabelOf(package)}\" /f\n");
        }
    }

    /// <summary>Brings the disks after the first online, for writing.</summary>
    public static FirstBootScript Disks(int count) => new("20-disks", $"""
        @echo off
        set "STEPS=%TEMP%\appliance-disks.txt"
        echo san policy=OnlineAll> "%STEPS%"
        echo rescan>> "%STEPS%"
        diskpart.exe /s "%STEPS%"
        for /l %%n in (1,1,{count - 1}) do call :online %%n
        del "%STEPS%"
        exit /b 0

        :online
        echo select disk %1> "%STEPS%"
        echo online disk noerr>> "%STEPS%"
        echo attributes disk clear readonly noerr>> "%STEPS%"
        diskpart.exe /s "%STEPS%"
        exit /b 0

        """);

    /// <summary>Takes VMware Tools away. The uninstaller may refuse outside of VMware, and is not waited for without end.</summary>
    public static FirstBootScript VmwareTools(IReadOnlyList<string> products)
    {
        var text = new StringBuilder("@echo off\nset RESULT=0\n");
        foreach (string product in products)
        {
            text.Append($"call :remove {product}\n");
        }

        // The service of Windows Installer may be busy; 60 times 10 seconds.
        text.Append("""
            exit /b %RESULT%

            :remove
            set LEFT=1
            start "" /b msiexec.exe /x %1 /qn /norestart REBOOT=ReallySuppress /l*v "%SystemRoot%\Temp\appliance-vmware-tools.log"
            for /l %%i in (1,1,60) do if defined LEFT call :look %1
            if defined LEFT set RESULT=1
            exit /b 0

            :look
            ping.exe -n 11 127.0.0.1 >nul
            for %%v in (64 32) do reg query "HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Uninstall\%1" /reg:%%v >nul 2>&1 && exit /b 0
            set LEFT=
            exit /b 0

            """);
        return new FirstBootScript("40-vmware-tools", text.ToString());
    }
}
