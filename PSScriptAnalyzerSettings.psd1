@{
    Severity     = @('Error', 'Warning')
    IncludeRules = @('*')
    ExcludeRules = @(
        # Tests set variables in BeforeAll that other blocks read, and make secrets of plain text.
        'PSUseDeclaredVarsMoreThanAssignments'
        'PSAvoidUsingConvertToSecureStringWithPlainText'
        # Helpers of the tests.
        'PSUseShouldProcessForStateChangingFunctions'
        'PSAvoidUsingInvokeExpression'
    )
    Rules        = @{
        PSUseConsistentIndentation = @{ Enable = $true; IndentationSize = 4 }
        PSUseConsistentWhitespace  = @{ Enable = $true }
        PSPlaceOpenBrace           = @{ Enable = $true; OnSameLine = $true }
    }
}
